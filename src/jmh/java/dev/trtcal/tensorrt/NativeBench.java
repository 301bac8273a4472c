package dev.trtcal.tensorrt;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What {@code src/bench-native} has for benchmarks: its library is named by the system property
 * {@code trtcal.bench}.
 */
public final class NativeBench {
  private static final SymbolLookup LIBRARY = library();

  private static final MethodHandle ASK =
      function(
          "bench_ask",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private static final MethodHandle FORWARDER =
      function("bench_forwarder", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));

  private static final MethodHandle BARE_UPCALL =
      function(
          "bench_bare_upcall", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));

  private static final MethodHandle COPIES =
      function(
          "bench_copies",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private static final MethodHandle MEMCPY =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("memcpy").orElseThrow(),
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

  /** The CUDA runtime's path, for whoever loads it first. */
  private static final MemorySegment CUDART =
      Arena.global().allocateFrom(System.getProperty("trtcal.cudart", ""));

  private NativeBench() {}

  private static SymbolLookup library() {
    System.load(path().toString());
    return SymbolLookup.loaderLookup();
  }

  /** Where the library is. */
  public static Path path() {
    return Path.of(System.getProperty("trtcal.bench", "target/bench/libtrtcal_bench.so"))
        .toAbsolutePath();
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(LIBRARY.find(name).orElseThrow(), descriptor);
  }

  /** Calls a calibrator's virtual getBatch, and answers how often it bound the right address. */
  static long ask(MemorySegment calibrator, MemorySegment names, long right, long times) {
    try {
      return (long) ASK.invokeExact(calibrator, names, 1, right, times);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** The C++ object of a calibrator of the shim. */
  static MemorySegment forwarder(MemorySegment calibrator) {
    try {
      return (MemorySegment) FORWARDER.invokeExact(calibrator);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** A C++ calibrator whose getBatch is an upcall stub and no more. */
  static MemorySegment bareUpcall(MemorySegment stub) {
    try {
      return (MemorySegment) BARE_UPCALL.invokeExact(stub);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** An array of one C string. */
  static MemorySegment names(String name, Arena arena) {
    return arena.allocateFrom(ValueLayout.ADDRESS, arena.allocateFrom(name));
  }

  /**
   * A C++ loop that copies so often, and waits for each copy.
   *
   * @return the nanoseconds that it took
   */
  public static long copies(DeviceBuffer to, MemorySegment from, long times) {
    try {
      return (long) COPIES.invokeExact(CUDART, to.address(), from, from.byteSize(), times);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** C's memcpy of all of a segment. */
  static void memcpy(MemorySegment to, MemorySegment from) {
    try {
      MEMCPY.invokeExact(to, from, from.byteSize());
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
