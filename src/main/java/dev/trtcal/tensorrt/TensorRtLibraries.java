package dev.trtcal.tensorrt;

import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.ffi.LibrarySearch;
import dev.trtcal.ffi.LibrarySearch.Found;
import dev.trtcal.ffi.shim.Shim;
import dev.trtcal.ffi.shim.ShimLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where NVIDIA's libraries are looked for. */
final class TensorRtLibraries {
  private static final String ADVICE = "install TensorRT 10 (libnvinfer10, libnvonnxparsers10)";

  static final LibrarySearch NVINFER =
      new LibrarySearch(
          "TensorRT libnvinfer.so.10",
          "trtcal.nvinfer",
          "TRTCAL_NVINFER",
          Optional.empty(),
          List.of("libnvinfer.so.10"),
          ADVICE);

  static final LibrarySearch PARSER =
      new LibrarySearch(
          "TensorRT's ONNX parser libnvonnxparser.so.10",
          "trtcal.nvonnxparser",
          "TRTCAL_NVONNXPARSER",
          Optional.empty(),
          List.of("libnvonnxparser.so.10"),
          ADVICE);

  static final LibrarySearch DRIVER =
      new LibrarySearch(
          "the NVIDIA driver libcuda.so.1",
          "trtcal.cuda",
          "TRTCAL_CUDA",
          Optional.empty(),
          List.of("libcuda.so.1"),
          "install the NVIDIA driver");

  private TensorRtLibraries() {}

  /**
   * Opens TensorRT; needs no GPU.
   *
   * @throws MissingEnvironmentException when a library is missing, listing every place tried, or
   *     its version is refused
   */
  static MemorySegment open(Arena owner) {
    Shim.load();
    List<String> lacks = new ArrayList<>();
    Optional<Path> nvinfer = find(NVINFER, lacks);
    Optional<Path> parser = find(PARSER, lacks);
    Optional<Path> driver = find(DRIVER, new ArrayList<>());
    try {
      return ShimLibrary.open(nvinfer, parser, driver, owner);
    } catch (MissingEnvironmentException e) {
      if (lacks.isEmpty()) {
        throw e;
      }
      throw new MissingEnvironmentException(
          e.code(), e.getMessage() + "; " + String.join("; ", lacks), e);
    }
  }

  /**
   * The library's path; empty leaves it to the system's loader, which knows places that cannot be
   * listed.
   *
   * @throws MissingEnvironmentException when a property or variable names a file that is not there
   */
  private static Optional<Path> find(LibrarySearch search, List<String> lacks) {
    Found found = search.find();
    if (found.path().isEmpty()) {
      if (System.getProperty(search.property()) != null
          || System.getenv(search.variable()) != null) {
        throw new MissingEnvironmentException("library.missing", search.missing(found));
      }
      lacks.add(search.missing(found));
    }
    return found.path();
  }
}
