package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorNames;
import dev.trtcal.TensorRange;
import dev.trtcal.UsageException;
import dev.trtcal.algorithm.Threshold;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import dev.trtcal.onnx.OnnxModel;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Calibrates without a GPU: runs the FP32 network in ONNX Runtime, observes every tensor that
 * TensorRT would calibrate, and applies TensorRT's own rules to what it saw.
 *
 * <p>Memory, whatever the amount of data: the model three times (parsed, rewritten, and as ONNX
 * Runtime holds it), what goes in and the observed activations of one batch, what ONNX Runtime
 * needs besides to compute it, and 16 KiB a tensor for its histogram. A smaller batch needs less,
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
    ObservedModel observed = ObservedModel.beforeFusion(model, Sessions.types(runtime, model));
    CalibrationResult result;
    try (Workers workers = new Workers(threads);
        OrtSession session =
            Sessions.open(
                runtime,
                model,
                observed.bytes(),
                new OrtSession.Options(threads, OrtSession.Optimization.ALL));
        BatchFeed feed = new BatchFeed(runtime, session, calibration.source(), layout)) {
      Observation observation = new Observation(observed.tensors(), calibration.algorithm());
      Pass pass = new Pass(calibration, layout, session, feed, observation, workers);
      pass.run(progress);
      result = pass.result(runtime, model, observed);
    }
    calibration.cache().ifPresent(file -> OutputFile.write(file, result.cache()));
    return result;
  }

  /** {@inheritDoc} Knows the tensors before fusion only. */
  @Override
  public Optional<TensorNames> tensorNames(Path file, Algorithm algorithm, boolean beforeFusion) {
    boolean fuses = algorithm instanceof Algorithm.Entropy || algorithm instanceof Algorithm.Legacy;
    boolean runs = OrtRuntime.component().status() == Component.Status.OK;
    if ((fuses && !beforeFusion) || !runs) {
      return Optional.empty();
    }
    OnnxModel model = OnnxModel.read(file);
    ObservedModel observed =
        ObservedModel.beforeFusion(model, Sessions.types(OrtRuntime.load(), model));
    List<String> names = observed.tensors().stream().map(ObservedTensor::name).toList();
    return Optional.of(new TensorNames(names, observed.notes()));
  }

  private static void refuseWhatNeedsTensorRt(Calibration calibration) {
    if (calibration.plan().isPresent()) {
      throw new UsageException(
          "plan.unsupported",
          "engine cpu: an engine plan needs TensorRT and a GPU; calibrate without one here, and build"
              + " the plan from the cache on the GPU machine");
    }
    Algorithm algorithm = calibration.algorithm();
    boolean afterFusion =
        algorithm instanceof Algorithm.Entropy || algorithm instanceof Algorithm.Legacy;
    if (afterFusion && !calibration.buildOptions().beforeFusion()) {
      throw new UsageException(
          "algorithm.unsupported",
          "engine cpu: "
              + algorithm.id()
              + " is measured after TensorRT's layer fusion, which only TensorRT knows here; use"
              + " --algorithm entropy2 or minmax, or --before-fusion");
    }
  }

  /** One pass over the data. */
  private static final class Pass {
    private final Calibration calibration;
    private final BatchLayout layout;
    private final OrtSession session;
    private final BatchFeed feed;
    private final Observation observation;
    private final Workers workers;
    private long samples;
    private long batches;
    private long dropped;
    private long activationBytes;

    Pass(
        Calibration calibration,
        BatchLayout layout,
        OrtSession session,
        BatchFeed feed,
        Observation observation,
        Workers workers) {
      this.calibration = calibration;
      this.layout = layout;
      this.session = session;
      this.feed = feed;
      this.observation = observation;
      this.workers = workers;
    }

    void run(ProgressListener progress) {
      long total = expectedBatches();
      progress.progress("calibrating", 0, total);
      for (int n = feed.next(); n > 0; n = feed.next()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CalibrationFailedException(
              "calibration.interrupted",
              calibration.model()
                  + ": the calibration was interrupted after "
                  + batches
                  + " batches; nothing was written");
        }
        if (n < layout.batchSize() && layout.fixed()) {
          dropped = n;
          break;
        }
        observe(n);
        samples += n;
        batches++;
        progress.progress("calibrating", batches, total);
      }
      if (batches == 0) {
        throw new InvalidInputException(
            "data.toofew",
            calibration.model()
                + ": "
                + dropped
                + " samples are too few for the network's fixed batch of "
                + layout.batchSize());
      }
    }

    private long expectedBatches() {
      int batch = layout.batchSize();
      long rounding = layout.fixed() ? 0 : batch - 1;
      return calibration.source().count().isPresent()
          ? (calibration.source().count().getAsLong() + rounding) / batch
          : -1;
    }

    private void observe(int n) {
      try (OrtOutputs outputs = session.run(feed.tensors(n))) {
        if (batches == 0) {
          for (int i = 0; i < session.outputs().size(); i++) {
            activationBytes += outputs.elements(i) * Float.BYTES;
          }
        }
        observation.add(new CurrentBatch(n), outputs, workers);
      }
    }

    /** The batch that is being observed. */
    private final class CurrentBatch implements Observation.Batch {
      private final int n;

      CurrentBatch(int n) {
        this.n = n;
      }

      @Override
      public MemorySegment data(String input) {
        return feed.data(input, n);
      }

      @Override
      public int samples() {
        return n;
      }

      @Override
      public String describe(long position, long values) {
        boolean bySample = values % n == 0;
        long sample = samples + (bySample ? position / (values / n) : 0);
        return "batch "
            + (batches + 1)
            + ", first "
            + (bySample ? "at " : "somewhere from ")
            + calibration.source().origin(sample);
      }
    }

    CalibrationResult result(OrtRuntime runtime, OnnxModel model, ObservedModel observed) {
      Map<Source, Threshold> thresholds = observation.thresholds(workers);
      List<TensorRange> ranges = new ArrayList<>();
      int copied = 0;
      List<String> nearTies = new ArrayList<>();
      for (ObservedTensor tensor : observed.tensors()) {
        Threshold own = thresholds.get(tensor.source());
        Threshold chosen = own;
        if (tensor.resultOf().isPresent()) {
          copied++;
          chosen = thresholds.get(observed.tensors().get(tensor.resultOf().getAsInt()).source());
        }
        if (chosen.search().filter(Threshold.Search::nearTie).isPresent()) {
          nearTies.add(tensor.name());
        }
        ranges.add(range(tensor, chosen));
      }
      List<String> notes = new ArrayList<>(observed.notes());
      describeFeed(notes);
      if (copied > 0) {
        notes.add(
            copied
                + (copied == 1 ? " pooling output carries" : " pooling outputs carry")
                + " the scale of what the pool reads, as TensorRT does");
      }
      if (!nearTies.isEmpty()) {
        notes.add(
            nearTies.size()
                + " of "
                + ranges.size()
                + " tensors sit on a near tie, where TensorRT's rounding may choose otherwise: "
                + String.join(", ", nearTies));
      }
      notes.add(memory(model));
      CalibrationCache cache = CalibrationCache.of(calibration.algorithm(), RULES_OF, ranges);
      return new CalibrationResult(
          "CPU (ONNX Runtime " + runtime.version() + ")",
          calibration.algorithm(),
          ranges,
          cache.bytes(),
          new CalibrationResult.Feed(
              samples, batches, layout.batchSize(), dropped, calibration.source().skipped()),
          Optional.empty(),
          notes);
    }

    private TensorRange range(ObservedTensor tensor, Threshold chosen) {
      Statistics statistics = observation.statistics(tensor.source());
      OptionalDouble clipped = statistics.shareBeyond(chosen.value());
      return new TensorRange(
          tensor.name(), chosen.scale(), OptionalDouble.of(statistics.maxAbs()), clipped);
    }

    private void describeFeed(List<String> notes) {
      if (dropped > 0) {
        notes.add(
            "the last "
                + dropped
                + " samples were left out: the network's batch is fixed at "
                + layout.batchSize());
      } else if (samples % layout.batchSize() != 0) {
        notes.add(
            "the last batch had "
                + samples % layout.batchSize()
                + " samples instead of "
                + layout.batchSize()
                + " and was used");
      }
    }

    private String memory(OnnxModel model) {
      long modelBytes = model.file().toFile().length();
      return String.format(
          Locale.ROOT,
          "memory does not grow with the data: %.1f MiB for a batch and its activations, %.1f MiB for"
              + " statistics, and three times the model's %.1f MiB",
          mebi(feed.bytes() + activationBytes),
          mebi(observation.bytes()),
          mebi(modelBytes));
    }

    private static double mebi(long bytes) {
      return bytes / 1048576.0;
    }
  }
}
