package dev.trtcal.tensorrt;

import dev.trtcal.Component;
import dev.trtcal.Component.Status;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.ffi.LibrarySearch;
import dev.trtcal.ffi.LibrarySearch.Found;
import dev.trtcal.ffi.cuda.CudaRuntime;
import dev.trtcal.ffi.shim.Shim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How everything that TensorRT needs stands on this machine. */
final class TensorRtComponents {
  private static final String NVINFER = "TensorRT";
  private static final String PARSER = "TensorRT ONNX parser";
  private static final String DRIVER = "NVIDIA driver";

  private TensorRtComponents() {}

  /** In the order in which they are needed; never throws. */
  static List<Component> list() {
    List<Component> components = new ArrayList<>();
    Component shim = library("TensorRT shim", Shim.SEARCH, () -> "ABI " + Shim.abi());
    components.add(shim);
    Component cuda =
        library(
            "CUDA runtime",
            CudaRuntime.SEARCH,
            () -> cudaVersion(CudaRuntime.load().runtimeVersion()));
    components.add(cuda);
    if (shim.status() == Status.OK) {
      components.addAll(tensorRt());
    } else {
      components.add(library(NVINFER, TensorRtLibraries.NVINFER, () -> ""));
      components.add(library(PARSER, TensorRtLibraries.PARSER, () -> ""));
    }
    if (cuda.status() == Status.OK) {
      components.add(gpu());
    }
    return List.copyOf(components);
  }

  /**
   * Finds a library.
   *
   * @param version loads it and answers its version
   */
  private static Component library(String name, LibrarySearch search, Supplier<String> version) {
    String path = "";
    try {
      Found found = search.find();
      if (found.path().isEmpty()) {
        return Component.missing(name, search.advice(), found.tried());
      }
      path = found.path().get().toString();
      return Component.ok(name, version.get(), path);
    } catch (RuntimeException | LinkageError e) {
      return Component.broken(name, "", path, why(e));
    }
  }

  private static List<Component> tensorRt() {
    try (TensorRt trt = TensorRt.open()) {
      return List.of(
          Component.ok(NVINFER, trt.versionName(), trt.nvinferPath().toString()),
          Component.ok(PARSER, trt.versionName(), trt.parserPath().toString()),
          driver(trt));
    } catch (RuntimeException | LinkageError e) {
      Component nvinfer = library(NVINFER, TensorRtLibraries.NVINFER, () -> "");
      Component parser = library(PARSER, TensorRtLibraries.PARSER, () -> "");
      // Both are there, so one of them does not load or fit: the reason names it.
      if (nvinfer.status() == Status.OK && parser.status() == Status.OK) {
        return why(e).contains(parser.path())
            ? List.of(nvinfer, Component.broken(PARSER, "", parser.path(), why(e)))
            : List.of(Component.broken(NVINFER, "", nvinfer.path(), why(e)), parser);
      }
      return List.of(nvinfer, parser);
    }
  }

  private static Component driver(TensorRt trt) {
    try {
      return Component.ok(DRIVER, cudaVersion(trt.checkDriver()), "");
    } catch (MissingEnvironmentException e) {
      return Component.broken(DRIVER, "", "", why(e));
    }
  }

  private static Component gpu() {
    try {
      CudaRuntime cuda = CudaRuntime.load();
      int count = cuda.deviceCount();
      return Component.ok(
          "GPU", cuda.device(0) + (count > 1 ? " and " + (count - 1) + " more" : ""), "");
    } catch (RuntimeException | LinkageError e) {
      return Component.missing("GPU", why(e), List.of());
    }
  }

  private static String cudaVersion(int version) {
    return "CUDA " + version / 1000 + "." + version / 10 % 100;
  }

  private static String why(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
