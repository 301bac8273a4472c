package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** TensorRT's two libraries, opened together, and the driver below them. */
public final class ShimLibrary {
  private ShimLibrary() {}

  /**
   * What the NVIDIA driver answers.
   *
   * @param version as CUDA counts: 12040 is 12.4
   * @param devices GPUs it shows, at least 1
   */
  public record Driver(int version, int devices) {}

  /**
   * Loads libnvinfer and libnvonnxparser, which needs no GPU. An empty path leaves the search to
   * the system's loader.
   *
   * {@snippet lang=c :
   * int32_t trtcal_library_open(const char* nvinfer_path, const char* parser_path,
   *     const char* driver_path, trtcal_library** out, trtcal_error* error);
   * void trtcal_library_close(trtcal_library* library);
   * }
   *
   * @param driver libcuda; loaded when first asked for
   * @throws dev.trtcal.MissingEnvironmentException when a library cannot be loaded or its version
   *     is not 10.x
   */
  public static MemorySegment open(
      Optional<Path> nvinfer, Optional<Path> parser, Optional<Path> driver, Arena owner) {
    return NativeCall.create(
        "trtcal_library_open",
        owner,
        (scratch, out, error) ->
            shim_h.trtcal_library_open(
                path(scratch, nvinfer), path(scratch, parser), path(scratch, driver), out, error),
        shim_h::trtcal_library_close);
  }

  /**
   * libnvinfer's version: major * 10000 + minor * 100 + patch.
   *
   * {@snippet lang=c :
   * int32_t trtcal_library_version(const trtcal_library* library, int32_t* out,
   *     trtcal_error* error);
   * }
   */
  public static int version(MemorySegment library) {
    return NativeCall.integer(
        "trtcal_library_version",
        (out, error) -> shim_h.trtcal_library_version(library, out, error));
  }

  /**
   * Where the loader found libnvinfer and libnvonnxparser, in this order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_library_paths(const trtcal_library* library, const char** nvinfer,
   *     const char** parser, trtcal_error* error);
   * }
   */
  public static List<String> paths(MemorySegment library) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nvinfer = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment parser = arena.allocate(ValueLayout.ADDRESS);
      NativeCall.check(
          "trtcal_library_paths",
          (scratch, error) -> shim_h.trtcal_library_paths(library, nvinfer, parser, error));
      return List.of(
          CStrings.read(nvinfer.get(ValueLayout.ADDRESS, 0)),
          CStrings.read(parser.get(ValueLayout.ADDRESS, 0)));
    }
  }

  /**
   * Asks the driver.
   *
   * {@snippet lang=c :
   * int32_t trtcal_driver_check(const trtcal_library* library, int32_t* driver_version,
   *     int32_t* device_count, trtcal_error* error);
   * }
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public static Driver driver(MemorySegment library) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment devices = arena.allocate(ValueLayout.JAVA_INT);
      NativeCall.check(
          "trtcal_driver_check",
          (scratch, error) -> shim_h.trtcal_driver_check(library, version, devices, error));
      return new Driver(version.get(ValueLayout.JAVA_INT, 0), devices.get(ValueLayout.JAVA_INT, 0));
    }
  }

  private static MemorySegment path(SegmentAllocator scratch, Optional<Path> path) {
    return path.map(p -> scratch.allocateFrom(p.toString())).orElse(MemorySegment.NULL);
  }
}
