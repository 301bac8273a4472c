package dev.trtcal.gpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.tensorrt.Builder;
import dev.trtcal.tensorrt.BuilderConfig;
import dev.trtcal.tensorrt.BuilderFlag;
import dev.trtcal.tensorrt.Network;
import dev.trtcal.tensorrt.OnnxParser;
import dev.trtcal.tensorrt.SerializedEngine;
import dev.trtcal.tensorrt.TensorRt;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Calibrates the golden models on a real GPU and holds the caches against TensorRT's own, byte for
 * byte; then evaluates the engines. A program, not a test: it needs a GPU, TensorRT and minutes.
 * {@code src/test/gpu/run.sh} starts it.
 *
 * <p>Arguments: the folder of golden data, a folder for what is made, and the names of the models.
 */
public final class GoldenOnGpu {
  /**
   * Level 0 builds fastest, but leaves layers in FP32 that INT8 would ruin: accuracy is judged at
   * 1.
   */
  private static final int LEVEL_FOR_ACCURACY = 1;

  private static final int LEVEL_FOR_CACHE = 0;

  private static final List<Algorithm> ALGORITHMS =
      List.of(
          Algorithm.minMax(),
          Algorithm.entropy2(),
          Algorithm.entropy(),
          Algorithm.legacy(Algorithm.DEFAULT_QUANTILE, Algorithm.DEFAULT_CUTOFF));

  private final Path golden;
  private final Path out;
  private final PrintStream report;
  private boolean allIdentical = true;

  private GoldenOnGpu(Path golden, Path out, PrintStream report) {
    this.golden = golden;
    this.out = out;
    this.report = report;
  }

  /** Ends with an exception when a cache differs from its golden file. */
  public static void main(String[] arguments) throws IOException {
    GoldenOnGpu run = new GoldenOnGpu(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
    Files.createDirectories(run.out);
    try (TensorRt trt = TensorRt.open()) {
      run.report.println(
          LocalDate.now(java.time.ZoneOffset.UTC)
              + ", TensorRT "
              + trt.versionName()
              + ", Java "
              + Runtime.version());
    }
    run.report.println();
    run.report.println("| model | calibrator | cache | level | top-1 of 2,000 | seconds |");
    run.report.println("|---|---|---|---|---|---|");
    for (String model : Arrays.asList(arguments).subList(2, arguments.length)) {
      run.model(model);
    }
    if (!run.allIdentical) {
      throw new IllegalStateException("a cache differs from its golden file");
    }
  }

  private void model(String name) throws IOException {
    Path onnx = golden.resolve(name).resolve("model_batch32.onnx");
    Path fp32 = out.resolve(name + ".fp32.plan");
    long start = System.nanoTime();
    buildFp32(onnx, fp32);
    row(name, "none: FP32", "", LEVEL_FOR_ACCURACY, top1(fp32), start);
    for (Algorithm algorithm : ALGORITHMS) {
      calibrate(name, onnx, algorithm);
    }
  }

  private void calibrate(String name, Path onnx, Algorithm algorithm) throws IOException {
    boolean evaluated =
        algorithm instanceof Algorithm.MinMax || algorithm instanceof Algorithm.Entropy2;
    int level = evaluated ? LEVEL_FOR_ACCURACY : LEVEL_FOR_CACHE;
    Path cache = out.resolve(name + "." + algorithm.id() + ".cache");
    Path plan = out.resolve(name + "." + algorithm.id() + ".plan");
    long start = System.nanoTime();
    List<TensorSpec> inputs = OnnxModel.read(onnx).inputs();
    try (BatchSource source =
        NpySource.of(golden.resolve("fashion_data/calib512.npy")).network(inputs).open()) {
      Calibration.of(onnx, source)
          .engine("tensorrt")
          .algorithm(algorithm)
          .cache(cache)
          .plan(plan)
          .buildOptions(BuildOptions.builder().optimizationLevel(level).build())
          .build()
          .run();
    }
    row(
        name,
        algorithm.id(),
        compare(name, algorithm, cache),
        level,
        evaluated ? top1(plan) : "",
        start);
  }

  private String compare(String name, Algorithm algorithm, Path cache) throws IOException {
    Path expected = golden.resolve(name).resolve(algorithm.id() + ".cache");
    if (!Files.exists(expected)) {
      return "no golden file";
    }
    boolean identical = Files.mismatch(expected, cache) < 0;
    allIdentical &= identical;
    return identical ? "identical" : "DIFFERS";
  }

  private static void buildFp32(Path onnx, Path plan) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      if (!parser.parse(onnx)) {
        throw new IllegalStateException(parser.errors().toString());
      }
      config.set(BuilderFlag.TF32, false);
      config.setOptimizationLevel(LEVEL_FOR_ACCURACY);
      try (SerializedEngine engine = builder.buildSerializedNetwork(network, config)) {
        engine.writeTo(plan);
      }
    }
  }

  private String top1(Path plan) throws IOException {
    return String.format(Locale.ROOT, "%.4f", FashionTop1.of(plan, golden));
  }

  private void row(
      String model, String calibrator, String cache, int level, String top1, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    report.println(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %d | %s | %.1f |",
            model,
            calibrator,
            cache,
            level,
            top1,
            seconds));
    report.flush();
  }
}
