package dev.trtcal.ffi.shim;

import dev.trtcal.Component;
import dev.trtcal.Component.Status;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.ffi.LibrarySearch;
import dev.trtcal.ffi.LibrarySearch.Found;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TensorRT's libraries and the driver: where they are looked for, and how they stand. */
public final class TensorRtLibraries {
  /** What libnvinfer is called among the components. */
  public static final String NVINFER_NAME = "TensorRT";

  private static final String PARSER_NAME = "TensorRT ONNX parser";
  private static final String DRIVER_NAME = "NVIDIA driver";
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

  private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");

  private TensorRtLibraries() {}

  /**
   * Opens TensorRT; needs no GPU.
   *
   * @throws MissingEnvironmentException when a library is missing, listing every place tried, or
   *     its version is refused
   */
  public static MemorySegment open(Arena owner) {
    Shim.load();
    List<String> lacks = new ArrayList<>();
    Optional<Path> nvinfer = find(NVINFER, lacks);
    Optional<Path> parser = find(PARSER, lacks);
    // CUDA itself leaves the driver to the system's loader, and must get the same one.
    Optional<Path> driver = isNamed(DRIVER) ? find(DRIVER, new ArrayList<>()) : Optional.empty();
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
   * How TensorRT, its parser and the driver stand on this machine; never throws.
   *
   * @return the driver last
   */
  public static List<Component> components() {
    if (Shim.component().status() == Status.OK) {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment library = open(arena);
        List<String> paths = ShimLibrary.paths(library);
        String version = versionName(ShimLibrary.version(library));
        return List.of(
            Component.ok(NVINFER_NAME, version, paths.get(0)),
            Component.ok(PARSER_NAME, version, paths.get(1)),
            driver(library));
      } catch (RuntimeException | LinkageError e) {
        return unopened(Optional.of(e));
      }
    }
    return unopened(Optional.empty());
  }

  /** As people write it: 100600 is 10.6.0. */
  public static String versionName(int version) {
    return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
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
      if (isNamed(search)) {
        throw new MissingEnvironmentException("library.missing", search.missing(found));
      }
      lacks.add(search.missing(found));
    }
    return found.path();
  }

  private static boolean isNamed(LibrarySearch search) {
    String property = System.getProperty(search.property());
    String variable = System.getenv(search.variable());
    return (property != null && !property.isBlank()) || (variable != null && !variable.isBlank());
  }

  /**
   * What can be said of two libraries that could not be opened together.
   *
   * @param failure why; empty when it was not even tried
   */
  private static List<Component> unopened(Optional<Throwable> failure) {
    Component nvinfer = NVINFER.component(NVINFER_NAME, () -> "");
    Component parser = PARSER.component(PARSER_NAME, () -> "");
    String why = failure.map(LibrarySearch::why).orElse("");
    if (isVersionRefused(failure)) {
      return List.of(
          Component.broken(NVINFER_NAME, "", nvinfer.path(), why), parser, unaskedDriver());
    }
    boolean both = nvinfer.status() == Status.OK && parser.status() == Status.OK;
    if (failure.isEmpty() || !both) {
      return List.of(nvinfer, parser, unaskedDriver());
    }
    // Both are there, so one of them does not load: the reason names it.
    return why.contains(parser.path())
        ? List.of(nvinfer, Component.broken(PARSER_NAME, "", parser.path(), why), unaskedDriver())
        : List.of(Component.broken(NVINFER_NAME, "", nvinfer.path(), why), parser, unaskedDriver());
  }

  /** What can be said of the driver without TensorRT, which asks it. */
  private static Component unaskedDriver() {
    Component driver = DRIVER.component(DRIVER_NAME, () -> "not asked, for want of TensorRT");
    return driver.status() == Status.MISSING && Files.exists(KERNEL_MODULE)
        ? driver.advising(
            "its kernel module is loaded, but libcuda.so.1 is not to be found: in a container,"
                + " start it with the NVIDIA container toolkit (docker run --gpus all)")
        : driver;
  }

  private static boolean isVersionRefused(Optional<Throwable> failure) {
    return failure.isPresent()
        && failure.get() instanceof MissingEnvironmentException missing
        && missing.code().equals("tensorrt.version");
  }

  private static Component driver(MemorySegment library) {
    try {
      int version = ShimLibrary.driver(library).version();
      return Component.ok(DRIVER_NAME, "CUDA " + version / 1000 + "." + version / 10 % 100, "");
    } catch (RuntimeException | LinkageError e) {
      Found found = DRIVER.find();
      return found
          .path()
          .map(path -> Component.broken(DRIVER_NAME, "", path.toString(), LibrarySearch.why(e)))
          .orElse(Component.missing(DRIVER_NAME, LibrarySearch.why(e), found.tried()));
    }
  }
}
