package dev.trtcal.ffi.ort;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Turns ONNX Runtime's telemetry off. From 1.29 on, builds for Linux send events to their maker
 * unless the environment says otherwise before the library initializes; DisableTelemetryEvents
 * comes too late for the first of them. Besides, that first event runs a recursive regular
 * expression over the process's command line, which overflows the stack and ends the JVM when the
 * line is longer than some 4,000 characters, as class paths easily are.
 */
final class OrtTelemetry {
  private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private OrtTelemetry() {}

  /**
   * Sets the variable in this process's environment; to be called before the library is loaded.
   *
   * <p>
   *
   * {@snippet lang=c :
   * int setenv(const char* name, const char* value, int overwrite);
   * }
   */
  static void disable() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().find("setenv").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(VARIABLE);
      MemorySegment value = arena.allocateFrom("1");
      int failed;
      try {
        failed = (int) setenv.invokeExact(name, value, 1);
      } catch (Throwable e) {
        // A C function throws nothing; only a descriptor that does not fit can bring us here.
        throw new LinkageError("setenv", e);
      }
      if (failed != 0) {
        throw new IllegalStateException("setenv refused " + VARIABLE);
      }
    }
  }
}
