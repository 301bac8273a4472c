package dev.trtcal.gpu;

import dev.trtcal.OutputFile;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.QdqDepthwise;
import dev.trtcal.onnx.QdqExport;
import dev.trtcal.tensorrt.Builder;
import dev.trtcal.tensorrt.BuilderConfig;
import dev.trtcal.tensorrt.BuilderFlag;
import dev.trtcal.tensorrt.Engine;
import dev.trtcal.tensorrt.EngineLayer;
import dev.trtcal.tensorrt.Network;
import dev.trtcal.tensorrt.OnnxParser;
import dev.trtcal.tensorrt.ProfilingVerbosity;
import dev.trtcal.tensorrt.SerializedEngine;
import dev.trtcal.tensorrt.TensorRt;
import dev.trtcal.tensorrt.TensorRtRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Builds the golden models with QuantizeLinear/DequantizeLinear pairs on a real GPU, with no
 * calibrator, and prints how well the engines classify. A program, not a test: it needs a GPU and
 * TensorRT 10, and minutes for depthwise convolutions in INT8.
 *
 * <p>Arguments: the folder of golden data, a folder for what is made, and the names of the models.
 */
public final class QdqOnGpu {
  /** Level 0 leaves layers in FP32 that INT8 would ruin: accuracy is judged at 1. */
  private static final int LEVEL = 1;

  private final Path golden;
  private final Path out;
  private final PrintStream report;

  private QdqOnGpu(Path golden, Path out, PrintStream report) {
    this.golden = golden;
    this.out = out;
    this.report = report;
  }

  public static void main(String[] arguments) throws IOException {
    QdqOnGpu run = new QdqOnGpu(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
    Files.createDirectories(run.out);
    run.report.println(
        "| model | pairs | INT8 nodes | INT8 layers | level | top-1 of 2,000 | seconds |");
    run.report.println("|---|---|---|---|---|---|---|");
    for (String model : Arrays.asList(arguments).subList(2, arguments.length)) {
      run.model(model);
    }
  }

  private void model(String name) throws IOException {
    Path folder = golden.resolve(name);
    OnnxModel model = OnnxModel.read(folder.resolve("model_batch32.onnx"));
    row(name, "none: FP32", 0, model.file());
    Map<String, Float> scales =
        CalibrationCache.parse(folder.resolve("minmax.cache")).entries().stream()
            .collect(Collectors.toMap(TensorRange::name, TensorRange::scale));
    QdqExport usual = QdqExport.of(model, scales);
    row(name, "minmax", usual.products().size(), write(name + ".qdq.onnx", usual));
    if (!usual.floatNodes().isEmpty()) {
      QdqExport all = QdqExport.of(model, scales, QdqDepthwise.INT8);
      row(
          name,
          "minmax, depthwise too",
          all.products().size(),
          write(name + ".depthwise.qdq.onnx", all));
    }
  }

  private Path write(String name, QdqExport export) {
    Path file = out.resolve(name);
    OutputFile.write(file, export.bytes());
    return file;
  }

  private void row(String model, String pairs, int nodes, Path onnx) throws IOException {
    long start = System.nanoTime();
    Path plan = out.resolve(model + "." + onnx.getFileName() + ".plan");
    build(onnx, nodes > 0, plan);
    double seconds = (System.nanoTime() - start) / 1e9;
    double top1 = FashionTop1.of(plan, golden);
    report.println(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %s | %d | %.4f | %.1f |",
            model,
            pairs,
            nodes,
            int8Layers(plan),
            LEVEL,
            top1,
            seconds));
    report.flush();
  }

  /** Of the layers with weights, those that the engine's inspector says run in INT8. */
  static String int8Layers(Path plan) {
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.load(plan)) {
      List<EngineLayer.Precision> weighted =
          engine.layers().stream().map(EngineLayer::weights).flatMap(Optional::stream).toList();
      long int8 = weighted.stream().filter(p -> p == EngineLayer.Precision.INT8).count();
      return int8 + " of " + weighted.size();
    }
  }

  private static void build(Path onnx, boolean int8, Path plan) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      if (!parser.parse(onnx)) {
        throw new IllegalStateException(parser.errors().toString());
      }
      config.set(BuilderFlag.INT8, int8);
      config.set(BuilderFlag.TF32, false);
      config.setProfilingVerbosity(ProfilingVerbosity.DETAILED);
      config.setOptimizationLevel(LEVEL);
      try (SerializedEngine engine = builder.buildSerializedNetwork(network, config)) {
        engine.writeTo(plan);
      }
    }
  }
}
