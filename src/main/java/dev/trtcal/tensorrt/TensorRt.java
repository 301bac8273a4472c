package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimBuilder;
import dev.trtcal.ffi.shim.ShimLibrary;
import dev.trtcal.ffi.shim.ShimRuntime;
import dev.trtcal.ffi.shim.TensorRtLibraries;
import java.nio.file.Path;

/**
 * TensorRT 10, opened: the start of every script.
 *
 * <pre>{@code
 * try (TensorRt trt = TensorRt.open();
 *     Builder builder = trt.createBuilder();
 *     Network network = builder.createNetwork();
 *     OnnxParser parser = network.createParser();
 *     BuilderConfig config = builder.createConfig()) {
 *   if (!parser.parse(Path.of("model.onnx"))) {
 *     throw new IllegalStateException(parser.errors().toString());
 *   }
 *   config.set(BuilderFlag.INT8, true);
 *   config.setCalibrator(calibrator);
 *   try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
 *     plan.writeTo(Path.of("model.plan"));
 *   }
 * }
 * }</pre>
 *
 * <p>Opening needs no GPU; a builder and a runtime do. NVIDIA's libraries stay loaded until the
 * process ends.
 */
public final class TensorRt implements AutoCloseable {
  private final TensorRtLogger logger;
  private final Handle handle;

  private TensorRt(TensorRtLogger logger, Handle handle) {
    this.logger = logger;
    this.handle = handle;
  }

  /**
   * Loads TensorRT: libnvinfer.so.10 named by the property {@code trtcal.nvinfer} or the variable
   * TRTCAL_NVINFER, libnvonnxparser.so.10 named by {@code trtcal.nvonnxparser} or
   * TRTCAL_NVONNXPARSER, else from the system's library path.
   *
   * @throws dev.trtcal.MissingEnvironmentException when a library is missing, listing every place
   *     tried, or TensorRT is not a version 10
   */
  public static TensorRt open() {
    TensorRtLogger logger = TensorRtLogger.get();
    return new TensorRt(logger, Handle.open("TensorRT", TensorRtLibraries::open));
  }

  /** TensorRT's version: major * 10000 + minor * 100 + patch, as cache headers spell it. */
  public int version() {
    return ShimLibrary.version(handle.segment());
  }

  /** The version as people write it, such as {@code 10.6.0}. */
  public String versionName() {
    return TensorRtLibraries.versionName(version());
  }

  /** The file that libnvinfer was loaded from. */
  public Path nvinferPath() {
    return Path.of(ShimLibrary.paths(handle.segment()).get(0));
  }

  /** The file that the ONNX parser was loaded from. */
  public Path parserPath() {
    return Path.of(ShimLibrary.paths(handle.segment()).get(1));
  }

  /** TensorRT's log, one for the process. */
  public TensorRtLogger logger() {
    return logger;
  }

  /**
   * Asks whether there is an NVIDIA driver with a device. Builder and runtime ask by themselves.
   *
   * @return the newest CUDA that the driver serves, as CUDA counts: 13000 is 13.0
   * @throws dev.trtcal.MissingEnvironmentException when there is none, saying what failed
   */
  public int checkDriver() {
    return ShimLibrary.driver(handle.segment()).version();
  }

  /**
   * Creates a builder, which takes TensorRT seconds and gigabytes of host memory: make one and keep
   * it.
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public Builder createBuilder() {
    return new Builder(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the builder",
                    arena -> ShimBuilder.create(handle.segment(), logger.segment(), arena))),
        logger);
  }

  /**
   * Creates a runtime, which loads engines.
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public TensorRtRuntime createRuntime() {
    return new TensorRtRuntime(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the runtime",
                    arena -> ShimRuntime.create(handle.segment(), logger.segment(), arena))),
        logger);
  }

  @Override
  public void close() {
    handle.close();
  }
}
