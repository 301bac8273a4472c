package dev.trtcal.ffi;

import dev.trtcal.MissingEnvironmentException;
import java.lang.foreign.MemorySegment;

/**
 * Whether this JVM lets the library call native code at all. Up to now it does unless it was told
 * otherwise; then the first restricted method throws IllegalCallerException, which names a module
 * and not what to do.
 */
final class NativeAccess {
  private NativeAccess() {}

  /**
   * Returns where native code may be called.
   *
   * @throws MissingEnvironmentException with the option to start Java with
   */
  static void check() {
    try {
      // A restricted method that does nothing.
      MemorySegment.NULL.reinterpret(0);
    } catch (IllegalCallerException e) {
      Module module = NativeAccess.class.getModule();
      throw new MissingEnvironmentException(
          "native.access",
          "this JVM was started without native access for trtcal; start it with"
              + " --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
          e);
    }
  }
}
