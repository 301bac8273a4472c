package dev.trtcal.ffi.shim;

import dev.trtcal.Component;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.ffi.JarLibrary;
import dev.trtcal.ffi.LibrarySearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The shim's shared library. Everything else in this package needs it loaded, so whoever opens
 * TensorRT calls {@link #load} first.
 */
public final class Shim {
  /** Where the shim is looked for; {@code doctor} prints the same. */
  public static final LibrarySearch SEARCH =
      new LibrarySearch(
          "the TensorRT shim libtrtcal.so",
          "trtcal.shim",
          "TRTCAL_SHIM",
          Optional.of(new JarLibrary(Shim.class, resource(System.getProperty("os.arch")))),
          List.of("libtrtcal.so"),
          "this build of trtcal carries none; build it with cmake and a C++ compiler there");

  private static Path loaded;

  private Shim() {}

  /**
   * Loads the shim unless it is loaded, and checks that it is the one these bindings were made for.
   * A failed attempt is not remembered: the next call tries again.
   *
   * @return its absolute path
   * @throws MissingEnvironmentException when it is nowhere, cannot be loaded, or has another ABI
   */
  public static synchronized Path load() {
    if (loaded == null) {
      Path path = SEARCH.load();
      int found = NativeCall.SHIM.run(shim_h::trtcal_abi_version);
      int wanted = shim_h.TRTCAL_ABI_VERSION();
      if (found != wanted) {
        throw new MissingEnvironmentException(
            "shim.abi",
            "the TensorRT shim "
                + path
                + " has ABI "
                + found
                + ", this version of trtcal needs "
                + wanted
                + "; take the shim of the same release");
      }
      ProcessEnd.guard();
      loaded = path;
    }
    return loaded;
  }

  /** How the shim stands on this machine; never throws. */
  public static Component component() {
    return SEARCH.component(
        "TensorRT shim",
        () -> {
          load();
          return "ABI " + shim_h.TRTCAL_ABI_VERSION();
        });
  }

  /**
   * The shim inside the jar.
   *
   * @param architecture as the JVM spells it; the build names the folder as Linux does
   */
  static String resource(String architecture) {
    String linux = architecture.equals("amd64") ? "x86_64" : architecture;
    return "native/linux-" + linux + "/libtrtcal.so";
  }
}
