package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.HistogramReuse;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One calibration on TensorRT, from the model file to the cache and the plan. */
final class CalibrationRun {
  private final Calibration calibration;
  private final ProgressListener progress;
  private final List<String> notes = new ArrayList<>();

  CalibrationRun(Calibration calibration, ProgressListener progress) {
    this.calibration = calibration;
    this.progress = progress;
  }

  CalibrationResult run() {
    progress.progress("starting TensorRT", 0, -1);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      parse(parser);
      List<TensorInfo> inputs = network.inputs();
      BatchLayout layout =
          BatchLayout.fit(
              inputs.stream().map(TensorInfo::spec).toList(),
              calibration.source().samples(),
              calibration.batchSize(),
              calibration.shapes());
      KnownFailures.check(calibration, trt.version());
      CacheReuse reuse = CacheReuse.of(calibration, trt.version(), inputs);
      reuse.note().ifPresent(notes::add);
      Optional<CalibrationCache> reused = reuse.cache();
      configure(config);
      Profiles.add(builder, config, inputs, layout, calibration.shapes());
      Optional<HistogramCache> histograms = reused.isPresent() ? Optional.empty() : histograms();
      try (SourceCalibrator calibrator =
          new SourceCalibrator(calibration, layout, reused, histograms, progress)) {
        config.setCalibrator(calibrator);
        build(builder, network, config, calibrator);
        calibrator.leaveSource();
        return result(trt, layout, calibrator);
      }
    }
  }

  private void parse(OnnxParser parser) {
    if (parser.parse(calibration.model())) {
      return;
    }
    List<ParserError> errors = parser.errors();
    throw new InvalidInputException(
        "model.refused",
        calibration.model()
            + ": TensorRT cannot read this model, "
            + (errors.size() == 1 ? "1 error: " : errors.size() + " errors: ")
            + errors.stream().map(ParserError::toString).collect(Collectors.joining("; ")));
  }

  private void configure(BuilderConfig config) {
    BuildOptions options = calibration.buildOptions();
    config.set(BuilderFlag.INT8, true);
    config.set(BuilderFlag.FP16, options.fp16());
    config.set(BuilderFlag.TF32, options.tf32());
    config.setProfilingVerbosity(ProfilingVerbosity.DETAILED);
    if (options.beforeFusion()) {
      config.set(QuantizationFlag.CALIBRATE_BEFORE_FUSION, true);
    }
    if (options.workspaceBytes().isPresent()) {
      config.setWorkspace(options.workspaceBytes().getAsLong());
    }
    if (options.optimizationLevel().isPresent()) {
      config.setOptimizationLevel(options.optimizationLevel().getAsInt());
    } else if (calibration.plan().isEmpty()) {
      // TensorRT generates an engine whether one is wanted or not; the level changes neither the
      // tensors nor their scales.
      config.setOptimizationLevel(0);
    }
  }

  private Optional<HistogramCache> histograms() {
    HistogramReuse reuse = HistogramReuse.of(calibration);
    reuse.note().ifPresent(notes::add);
    if (reuse.histograms().isPresent()) {
      notes.add(HistogramReuse.told(calibration));
    }
    return reuse.histograms();
  }

  private void build(
      Builder builder, Network network, BuilderConfig config, SourceCalibrator calibrator) {
    try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
      if (calibrator.cache().isEmpty()) {
        throw new CalibrationFailedException(
            "cache.none", "TensorRT built an engine and handed over no cache; nothing was kept");
      }
      calibration.plan().ifPresent(plan::writeTo);
    } catch (CalibrationFailedException e) {
      // With the cache whole it was the engine that TensorRT failed at, and nobody asked for one.
      boolean engineOnly = e.code().equals("tensorrt.failed") && calibrator.cache().isPresent();
      if (calibration.plan().isPresent() || !engineOnly) {
        throw e;
      }
      notes.add("the cache is whole, but TensorRT built no engine with it: " + e.getMessage());
    }
  }

  /** TensorRT itself says nothing of them. */
  private void noteZeros(CalibrationCache cache) {
    List<String> zeros =
        cache.entries().stream()
            .filter(tensor -> tensor.scale() == 0)
            .map(TensorRange::name)
            .toList();
    if (!zeros.isEmpty()) {
      notes.add(
          (zeros.size() == 1 ? "1 tensor was" : zeros.size() + " tensors were")
              + " zero in all data, the first "
              + zeros.get(0)
              + ": TensorRT gives "
              + (zeros.size() == 1 ? "it" : "them")
              + " the scale 0; look at the data, as by trtcal tensors --preview");
    }
  }

  private CalibrationResult result(TensorRt trt, BatchLayout layout, SourceCalibrator calibrator) {
    CalibrationCache cache = calibrator.cache().orElseThrow();
    noteZeros(cache);
    if (calibrator.dropped() > 0) {
      notes.add(
          "the last "
              + calibrator.dropped()
              + " samples were left out: they do not fill a batch of "
              + layout.batchSize()
              + ", and TensorRT calibrates in full batches only");
    }
    return new CalibrationResult(
        "TensorRT " + trt.versionName() + " on " + CudaRuntime.load().device(0),
        calibration.algorithm(),
        cache.entries(),
        cache.bytes(),
        new CalibrationResult.Feed(
            calibrator.batches() * layout.batchSize(),
            calibrator.batches(),
            layout.batchSize(),
            calibrator.dropped(),
            calibration.source().skipped()),
        calibration.plan(),
        notes);
  }
}
