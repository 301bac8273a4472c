package dev.trtcal.cli;

import com.google.gson.JsonObject;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.QdqDepthwise;
import dev.trtcal.onnx.QdqExport;
import dev.trtcal.report.CalibrationPage;
import dev.trtcal.report.Report;
import dev.trtcal.spark.SparkCalibration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal calibrate MODEL}: the main job. */
@Command(
    name = "calibrate",
    description =
        "Calibrate a network: show it data, derive a threshold per tensor, write TensorRT's"
            + " calibration cache.",
    sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {
  /** What {@code --engine} takes. */
  enum EngineName {
    auto,
    tensorrt,
    cpu
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Mixin private DataOptions data;

  @Mixin private ShapesOption shapes;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description =
          "${COMPLETION-CANDIDATES} (default: auto, which takes TensorRT where a GPU and the"
              + " libraries are there, else the CPU).")
  private EngineName engine;

  @Mixin private AlgorithmOptions algorithm;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description =
          "Keep the whole process below SIZE, such as 2G, on the CPU: tensors are then observed in"
              + " parts, each in a pass over the data, with the same result (default: two batches"
              + " of all activations).")
  private Long memory;

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description =
          "Write the calibration cache here (default: MODEL with the extension .cache, in this"
              + " folder).")
  private Path cache;

  @Option(
      names = "--reuse-cache",
      description =
          "Hand an existing cache to TensorRT instead of calibrating again, if trtcal check finds"
              + " no problems with it.")
  private boolean reuseCache;

  @Mixin private HistogramOptions histograms;

  @Option(
      names = "--force",
      description =
          "Go on all the same: with a cache or histograms that do not fit, with a build that is"
              + " known to fail.")
  private boolean force;

  @Mixin private CacheSidecar sidecar;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Build the INT8 engine too and save its plan here (TensorRT only).")
  private Path output;

  @Option(
      names = "--qdq",
      paramLabel = "FILE",
      description =
          "Write the model with QuantizeLinear/DequantizeLinear pairs here, to be built with no"
              + " calibrator.")
  private Path qdq;

  @Mixin private ReportOption report;

  @Mixin private SparkOptions spark;

  @ArgGroup(validate = false, heading = "%nTensorRT's builder:%n")
  private BuilderOptions builder = new BuilderOptions();

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Path cacheFile = cache != null ? cache : DefaultFile.of(model, ".cache");
    sidecar.check(cacheFile);
    Path sidecarFile = sidecar.file(cacheFile);
    Optional<Path> page = report.checked();
    OnnxModel network = OnnxModel.read(model);
    if (qdq != null) {
      OutputFile.checkWritable(qdq);
      QdqExport.check(network);
    }
    CalibrationResult result;
    boolean described;
    Map<String, ShapeRange> ranges = shapes.ranges(network.inputs());
    try (BatchSource source = open(ShapesOption.tuned(network.inputs(), ranges));
        Progress progress = Progress.onStandardError()) {
      // Told before TensorRT is started, which takes seconds.
      BatchLayout.fit(network.inputs(), source.samples(), data.batch(), ranges);
      Calibration.Builder wanted =
          Calibration.of(model, source)
              .engine(engine.name())
              .algorithm(algorithm.algorithm())
              .histogramRange(algorithm.range())
              .cache(cacheFile)
              .reuseCache(reuseCache)
              .forceReuse(force)
              .sidecar(sidecarFile)
              .shapes(ranges)
              .keepHistograms(page.isPresent())
              .buildOptions(builder.toOptions());
      histograms.apply(wanted, reuseCache);
      data.batch().ifPresent(wanted::batchSize);
      data.threads().ifPresent(wanted::threads);
      Optional.ofNullable(memory).ifPresent(wanted::memory);
      Optional.ofNullable(output).ifPresent(wanted::plan);
      Calibration calibration = wanted.build();
      result = run(calibration, sidecar.watching(progress, calibration, cacheFile, histograms));
      boolean made = histograms.isMade(result);
      described = made && sidecar.wanted();
      Optional<Sidecar> origin =
          made && (described || page.isPresent())
              ? Optional.of(histograms.sidecar(calibration, result))
              : Optional.empty();
      if (made) {
        sidecar.write(origin, cacheFile);
      }
      if (described) {
        histograms.describe(origin.orElseThrow(), result);
      }
      if (page.isPresent()) {
        Report shown =
            origin.isPresent()
                ? CalibrationPage.of(calibration, result, origin.get())
                : CalibrationPage.ofReused(calibration, result);
        shown.with(report.again()).write(page.get());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Optional<QdqFile> written =
        Optional.ofNullable(qdq)
            .map(file -> QdqFile.write(network, result.tensors(), QdqDepthwise.FLOAT, file));
    CalibrateReport told =
        new CalibrateReport(
            model,
            cacheFile,
            described ? Optional.of(sidecarFile) : Optional.empty(),
            page,
            result,
            reuseCache && result.feed().batches() == 0,
            seconds);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject root = told.toJson();
      written.ifPresent(file -> root.add("qdq", file.toJson()));
      Json.print(out, root);
    } else {
      told.print(out);
      written.ifPresent(file -> file.print(out));
      out.flush();
    }
    return ExitCode.DONE;
  }

  /** Data need not be named where they may not be read. */
  private BatchSource open(List<TensorSpec> inputs) {
    if (spark.given()) {
      return spark.source(data, inputs);
    }
    return !data.given() && (reuseCache || histograms.reuse())
        ? new NoData(inputs)
        : data.open(inputs);
  }

  private CalibrationResult run(Calibration calibration, ProgressListener progress) {
    if (!spark.given()) {
      return calibration.run(progress);
    }
    if (engine == EngineName.tensorrt || reuseCache || memory != null) {
      throw new UsageException(
          "spark.options",
          "--spark calibrates on the CPU engine, anew: leave out --engine tensorrt, --reuse-cache"
              + " and --memory");
    }
    return SparkCalibration.run(calibration, spark.work(), progress);
  }
}
