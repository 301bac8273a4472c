package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.HistogramRange;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.HistogramReuse;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One calibration on the CPU, from the model file to the cache's bytes. */
final class CpuRun {
  private final Calibration calibration;
  private final ProgressListener progress;
  private final OnnxModel model;
  private final BatchLayout layout;
  private final OrtRuntime runtime = OrtRuntime.load();
  private final int threads;
  private final ObservedModel observed;

  CpuRun(Calibration calibration, ProgressListener progress) {
    this.calibration = calibration;
    this.progress = progress;
    model = OnnxModel.read(calibration.model());
    layout =
        BatchLayout.fit(
            model.inputs(),
            calibration.source().samples(),
            calibration.batchSize(),
            calibration.shapes());
    threads = calibration.threads().orElse(Runtime.getRuntime().availableProcessors());
    observed =
        CpuEngine.observe(
            model, runtime, calibration.algorithm(), calibration.buildOptions().beforeFusion());
  }

  CalibrationResult run() {
    HistogramReuse reuse = HistogramReuse.of(calibration);
    try (Workers workers = new Workers(threads)) {
      if (reuse.histograms().isPresent()) {
        return again(reuse.histograms().get(), workers);
      }
      return measure(workers, reuse.note());
    }
  }

  /** No data: other quantiles and cutoffs of histograms that are there. */
  private CalibrationResult again(HistogramCache kept, Workers workers) {
    Findings findings =
        KeptHistograms.findings(observed.tensors(), kept, calibration.algorithm(), workers);
    List<String> notes = new ArrayList<>(observed.assumptions());
    notes.addAll(observed.failures());
    notes.addAll(observed.notes());
    notes.addAll(findings.notes());
    notes.add(HistogramReuse.told(calibration));
    return result(
        findings, new CalibrationResult.Feed(0, 0, layout.batchSize(), 0, List.of()), notes);
  }

  private CalibrationResult measure(Workers workers, Optional<String> refused) {
    ObservedNetwork network = ObservedNetwork.of(runtime, model, observed, threads);
    List<List<Integer>> groups = groups(network);
    Passes passes = new Passes(runtime, calibration, layout, network, workers, groups, progress);
    Observation observation =
        new Observation(observed.tensors(), calibration.algorithm(), calibration.histogramRange());
    CalibrationPass pass = passes.run("calibrating", observation);
    List<String> more = new ArrayList<>();
    refused.ifPresent(more::add);
    return found(
        observation,
        pass.feed(),
        more,
        Optional.of(memory(2 * passes.batchBytes(), observation.bytes(), groups.size())),
        workers);
  }

  /** What batches that were measured elsewhere, and merged, lead to. */
  CalibrationResult ofCounts(List<TensorCount> counts, CalibrationResult.Feed feed) {
    Observation observation = Observation.of(observed.tensors(), calibration.algorithm(), counts);
    try (Workers workers = new Workers(threads)) {
      return found(observation, feed, List.of(), Optional.empty(), workers);
    }
  }

  private CalibrationResult found(
      Observation observation,
      CalibrationResult.Feed feed,
      List<String> more,
      Optional<String> memory,
      Workers workers) {
    Findings findings = Findings.of(observed.tensors(), observation, workers);
    List<String> notes = new ArrayList<>(observed.assumptions());
    notes.addAll(more);
    notes.addAll(observed.failures());
    notes.addAll(observed.notes());
    notes.addAll(otherThanTensorRt());
    notes.addAll(CalibrationPass.notes(feed, calibration));
    notes.addAll(findings.notes());
    memory.ifPresent(notes::add);
    if (calibration.histogramCache().isPresent()) {
      OutputFile.write(
          calibration.histogramCache().get(),
          KeptHistograms.of(observed.tensors(), observation).bytes());
    }
    CalibrationResult found = result(findings, feed, notes);
    return calibration.keepHistograms()
        ? found.withHistograms(observation.histograms(observed.tensors()))
        : found;
  }

  private CalibrationResult result(
      Findings findings, CalibrationResult.Feed feed, List<String> notes) {
    return new CalibrationResult(
        "CPU (ONNX Runtime " + runtime.version() + ")",
        calibration.algorithm(),
        findings.ranges(),
        CalibrationCache.of(calibration.algorithm(), CpuEngine.RULES_OF, findings.ranges()).bytes(),
        feed,
        Optional.empty(),
        notes);
  }

  private List<String> otherThanTensorRt() {
    List<String> notes = new ArrayList<>();
    Algorithm algorithm = calibration.algorithm();
    if (!algorithm.isTensorRts()) {
      String setting =
          algorithm instanceof Algorithm.Percentile percentile ? " " + percentile.percent() : "";
      notes.add(
          algorithm.id()
              + setting
              + " is no calibrator of TensorRT's: the cache's header says MinMax, so hand it to"
              + " TensorRT by a MinMax calibrator");
    }
    boolean ranged = calibration.histogramRange() == HistogramRange.WHOLE_SET;
    if (ranged && !(algorithm instanceof Algorithm.MinMax)) {
      notes.add(
          "the histograms' ranges are those of the whole data: TensorRT, whose first batch sets"
              + " them, would find other scales");
    }
    return notes;
  }

  private List<List<Integer>> groups(ObservedNetwork network) {
    if (calibration.memory().isEmpty()) {
      return List.of(observed.outputs());
    }
    long[] bytes;
    try (ObservedSession session = network.open(observed.outputs());
        BatchFeed feed = new BatchFeed(runtime, session.session(), calibration.source(), layout)) {
      bytes = MemoryPlan.measure(session, feed, layout);
    }
    long modelBytes = calibration.model().toFile().length();
    return MemoryPlan.groups(bytes, modelBytes, calibration.memory().getAsLong());
  }

  private String memory(long batchBytes, long statisticsBytes, int groups) {
    return String.format(
        Locale.ROOT,
        "memory does not grow with the data: %.1f MiB for two batches and their activations, %.1f"
            + " MiB for statistics, and three times the model's %.1f MiB%s",
        mebi(batchBytes),
        mebi(statisticsBytes),
        mebi(model.file().toFile().length()),
        groups == 1 ? "" : "; observed in " + groups + " parts, each in a pass over the data");
  }

  private static double mebi(long bytes) {
    return bytes / 1048576.0;
  }
}
