package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.ContentHash;
import dev.trtcal.OutputFile;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.tune.Budget;
import dev.trtcal.analysis.tune.InputRange;
import dev.trtcal.analysis.tune.TuneOptions;
import dev.trtcal.analysis.tune.Tuner;
import dev.trtcal.analysis.tune.Tuning;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.report.Provenance;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.SeenSamples;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal tune MODEL}: the cache that none of TensorRT's calibrators writes. */
@Command(
    name = "tune",
    description =
        "Choose thresholds tensor by tensor, by what they do to the network's output; exit code 4"
            + " when INT8 cannot hold the budget.",
    sortOptions = false)
final class TuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Mixin private DataOptions data;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The true classes, as evaluate takes them: judge by them (default: by FP32's answers).")
  private String labels;

  @Option(
      names = "--budget",
      paramLabel = "POINTS",
      description =
          "What INT8 may cost in top-1, in points, before layers are kept in floating point"
              + " (default: "
              + Budget.DEFAULT_POINTS
              + "; without labels its equivalent in changed answers).")
  private double budget = Budget.DEFAULT_POINTS;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "Settings to score, each on half the data; one that falls behind is given up, and counts"
              + " for what it has seen (default: 160, down to 32 where the network is large); more"
              + " take longer.")
  private Integer trials;

  @Option(
      names = "--input-range",
      paramLabel = "LEAST,LARGEST",
      split = ",",
      description =
          "What the input can hold (default: of images what pixels of 0 and 255 become). Data that"
              + " use less than 80 %% of it are judged a second time, stretched to all of it.")
  private List<Float> inputRange;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description =
          "What decides which half of the data is searched, and which checked (default: 0).")
  private long splitSeed;

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description =
          "Write the cache here (default: MODEL with the extension .tuned.cache, in this folder).")
  private Path cache;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Keep decisions here, to go on after a search was stopped; removed when it is done"
              + " (default: CACHE.state).")
  private Path state;

  @Option(
      names = "--keep",
      paramLabel = "FILE",
      description =
          "Write the layers to keep in floating point here, for calibrate --keep-fp32 @FILE"
              + " (default: CACHE.keep, where there are any).")
  private Path keep;

  @Mixin private ReportOption report;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Path cacheFile = cache != null ? cache : DefaultFile.of(model, ".tuned.cache");
    Path sidecarFile = Sidecar.beside(cacheFile);
    Path stateFile = state != null ? state : beside(cacheFile, ".state");
    KeptLayers kept = new KeptLayers(keep != null ? keep : beside(cacheFile, ".keep"));
    Optional<Path> page = report.checked();
    for (Path file : List.of(cacheFile, sidecarFile, stateFile, kept.file())) {
      OutputFile.checkWritable(file);
    }
    Optional<Labels> truth = Optional.ofNullable(labels).map(data::labels);
    Tuning tuning;
    try (BatchSource source = data.open(OnnxModel.read(model).inputs());
        Progress progress = Progress.onStandardError()) {
      TuneOptions options = options(truth, inputRange(source), stateFile);
      tuning = Tuner.run(model, source, options, progress);
      CalibrationCache written =
          CalibrationCache.of(Algorithm.minMax(), CacheHeader.REFERENCE_VERSION, tuning.ranges());
      OutputFile.write(cacheFile, written.bytes());
      sidecar(tuning, written, source).write(sidecarFile);
      kept.write(tuning.keepFloat());
      if (page.isPresent()) {
        html(tuning, cacheFile, source).report().write(page.get());
      }
    }
    TuneReport told = new TuneReport(model, cacheFile, kept, tuning, truth.isPresent(), budget);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, told.toJson());
    } else {
      told.print(out);
      out.println(
          String.format(
              Locale.ROOT,
              "wrote %s, wrote %s%s in %.1f s",
              cacheFile,
              sidecarFile,
              page.map(file -> ", wrote " + file).orElse(""),
              (System.nanoTime() - start) / 1e9));
      out.flush();
    }
    return tuning.holds() ? ExitCode.DONE : ExitCode.CHECK;
  }

  private Sidecar sidecar(Tuning tuning, CalibrationCache written, BatchSource source) {
    List<String> notes = new ArrayList<>(tuning.notes());
    notes.add("the cache's header says MinMax: hand it to TensorRT by a MinMax calibrator");
    return new Sidecar(
        "trtcal " + Version.current(),
        tuning.calibration().engine(),
        "tune",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        written.header().text(),
        String.valueOf(model.getFileName()),
        ContentHash.ofFile(model),
        source.description(),
        tuning.calibration().feed(),
        tuning.ranges(),
        notes);
  }

  private TuneOptions options(Optional<Labels> truth, Optional<InputRange> range, Path stateFile) {
    return new TuneOptions(
        truth,
        new Budget(budget),
        splitSeed,
        trials == null ? OptionalInt.empty() : OptionalInt.of(trials),
        range,
        data.batch(),
        data.threads(),
        Optional.of(stateFile));
  }

  /** As given; of images, what their preprocessing makes of black and white. */
  private Optional<InputRange> inputRange(BatchSource source) {
    if (inputRange == null) {
      return source instanceof ImageSource images
          ? Optional.of(
              new InputRange(
                  images.preprocess().valueRange()[0], images.preprocess().valueRange()[1]))
          : Optional.empty();
    }
    if (inputRange.size() != 2) {
      throw new UsageException("range.invalid", "--input-range takes two numbers: LEAST,LARGEST");
    }
    return Optional.of(new InputRange(inputRange.get(0), inputRange.get(1)));
  }

  private TuneHtml html(Tuning tuning, Path cacheFile, BatchSource source) {
    List<Fact> made = new ArrayList<>(Provenance.file("model", model));
    made.addAll(Provenance.file("cache", cacheFile));
    made.addAll(Provenance.data(source));
    made.add(Provenance.versions());
    return new TuneHtml(
        model,
        tuning,
        budget,
        new Facts("What was run", made),
        SeenSamples.of(source),
        report.again());
  }

  private static Path beside(Path cache, String extension) {
    return cache.resolveSibling(cache.getFileName() + extension);
  }
}
