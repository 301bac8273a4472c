package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.HistogramRange;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorNames;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Calibrates without a GPU: runs the FP32 network in ONNX Runtime, observes every tensor that
 * TensorRT would calibrate, and applies TensorRT's own rules to what it saw.
 *
 * <p>Memory, whatever the amount of data: the model three times (parsed, rewritten, and as ONNX
 * Runtime holds it), what goes in and the observed activations of two batches, what ONNX Runtime
 * needs besides to compute them, and 16 KiB a tensor for its histogram. A smaller batch needs less,
 * but for the entropy algorithms the batch decides the result as well.
 *
 * <p>The result does not depend on the number of threads. Stateless; each call has memory and
 * threads of its own, so several may run at once.
 */
public final class CpuEngine implements CalibrationEngine {
  /**
   * The TensorRT whose rules these are, as its getInferLibVersion; stands in the cache's header.
   */
  static final int RULES_OF = 100600;

  /** Found by {@link java.util.ServiceLoader}. */
  public CpuEngine() {}

  @Override
  public String id() {
    return "cpu";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public List<Component> components() {
    return List.of(OrtRuntime.component());
  }

  @Override
  public CalibrationResult calibrate(Calibration calibration, ProgressListener progress) {
    refuseWhatNeedsTensorRt(calibration);
    OnnxModel model = OnnxModel.read(calibration.model());
    BatchLayout layout =
        BatchLayout.fit(model.inputs(), calibration.source().samples(), calibration.batchSize());
    OrtRuntime runtime = OrtRuntime.load();
    int threads = calibration.threads().orElse(Runtime.getRuntime().availableProcessors());
    ObservedModel observed =
        observe(model, runtime, calibration.algorithm(), calibration.buildOptions().beforeFusion());
    CalibrationResult result;
    ObservedNetwork network = ObservedNetwork.of(runtime, model, observed, threads);
    try (Workers workers = new Workers(threads)) {
      List<List<Integer>> groups = groups(calibration, layout, runtime, network, observed);
      Passes passes = new Passes(runtime, calibration, layout, network, workers, groups, progress);
      Observation observation = new Observation(observed.tensors(), calibration.algorithm());
      if (twice(calibration)) {
        Observation ranges = new Observation(observed.tensors(), Algorithm.minMax());
        passes.run("finding ranges", ranges);
        observation = new Observation(observed.tensors(), calibration.algorithm(), ranges);
      }
      CalibrationPass pass = passes.run("calibrating", observation);
      Findings findings = Findings.of(observed, observation, workers);
      List<String> notes = new ArrayList<>(observed.assumptions());
      notes.addAll(observed.notes());
      notes.addAll(otherThanTensorRt(calibration));
      notes.addAll(pass.notes());
      notes.addAll(findings.notes());
      notes.add(memory(model, 2 * passes.batchBytes(), observation.bytes(), groups.size()));
      CalibrationResult found =
          new CalibrationResult(
              "CPU (ONNX Runtime " + runtime.version() + ")",
              calibration.algorithm(),
              findings.ranges(),
              CalibrationCache.of(calibration.algorithm(), RULES_OF, findings.ranges()).bytes(),
              pass.feed(),
              Optional.empty(),
              notes);
      result =
          calibration.keepHistograms()
              ? found.withHistograms(observation.histograms(observed.tensors()))
              : found;
    }
    calibration.cache().ifPresent(file -> OutputFile.write(file, result.cache()));
    return result;
  }

  @Override
  public Optional<TensorNames> tensorNames(Path file, Algorithm algorithm, boolean beforeFusion) {
    if (OrtRuntime.component().status() != Component.Status.OK) {
      return Optional.empty();
    }
    ObservedModel observed =
        observe(OnnxModel.read(file), OrtRuntime.load(), algorithm, beforeFusion);
    List<String> names = observed.tensors().stream().map(ObservedTensor::name).toList();
    return Optional.of(new TensorNames(names, observed.assumptions()));
  }

  private static void refuseWhatNeedsTensorRt(Calibration calibration) {
    if (calibration.plan().isPresent()) {
      throw new UsageException(
          "plan.unsupported",
          "engine cpu: an engine plan needs TensorRT and a GPU; calibrate without one here, and build"
              + " the plan from the cache on the GPU machine");
    }
  }

  private static List<String> otherThanTensorRt(Calibration calibration) {
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
    if (twice(calibration)) {
      notes.add(
          "the histograms' ranges are those of the whole data: TensorRT, whose first batch sets them,"
              + " would find other scales");
    }
    return notes;
  }

  private static boolean twice(Calibration calibration) {
    return calibration.histogramRange() == HistogramRange.WHOLE_SET
        && !(calibration.algorithm() instanceof Algorithm.MinMax);
  }

  private static List<List<Integer>> groups(
      Calibration calibration,
      BatchLayout layout,
      OrtRuntime runtime,
      ObservedNetwork network,
      ObservedModel observed) {
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

  private static ObservedModel observe(
      OnnxModel model, OrtRuntime runtime, Algorithm algorithm, boolean beforeFusion) {
    Map<String, ValueType> types = Sessions.types(runtime, model);
    boolean entropy = algorithm instanceof Algorithm.Entropy;
    return !beforeFusion && (entropy || algorithm instanceof Algorithm.Legacy)
        ? ObservedModel.afterFusion(model, types, entropy)
        : ObservedModel.beforeFusion(model, types);
  }

  private static String memory(OnnxModel model, long batchBytes, long statisticsBytes, int groups) {
    return String.format(
        Locale.ROOT,
        "memory does not grow with the data: %.1f MiB for two batches and their activations, %.1f MiB"
            + " for statistics, and three times the model's %.1f MiB%s",
        mebi(batchBytes),
        mebi(statisticsBytes),
        mebi(model.file().toFile().length()),
        groups == 1 ? "" : "; observed in " + groups + " parts, each in a pass over the data");
  }

  private static double mebi(long bytes) {
    return bytes / 1048576.0;
  }
}
