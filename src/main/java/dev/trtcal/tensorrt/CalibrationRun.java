package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ContentHash;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.Trtcal;
import dev.trtcal.TrtcalException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.HistogramReuse;
import dev.trtcal.ffi.cuda.CudaDevice;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One calibration on TensorRT, from the model file to the cache and the plan. */
final class CalibrationRun {
  private final Calibration calibration;
  private final ProgressListener progress;
  private final List<String> notes = new ArrayList<>();

  /** Whether the cache is whole where the user wants it: also read by who leaves the build. */
  private volatile boolean cacheSaved;

  CalibrationRun(Calibration calibration, ProgressListener progress) {
    this.calibration = calibration;
    this.progress = progress;
  }

  CalibrationResult run() {
    calibration.plan().map(PlanSidecar::beside).ifPresent(OutputFile::checkWritable);
    return BuildThread.start(this::run, unwanted -> {})
        .await(() -> interrupted(Interruption.failure()));
  }

  private CalibrationResult run(CallerSide side) {
    BuildOptions options = calibration.buildOptions();
    ProgressListener progress = side.listener(this.progress);
    Optional<TimingCacheFile> timing = options.timingCache().map(TimingCacheFile::of);
    progress.progress("starting TensorRT", 0, -1);
    Interruption.check();
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      Interruption.check();
      parser.parseOrRefuse(calibration.model());
      List<TensorInfo> inputs = network.inputs();
      BatchLayout layout =
          BatchLayout.fit(
              inputs.stream().map(TensorInfo::spec).toList(),
              side.call(calibration.source()::samples),
              calibration.batchSize(),
              calibration.shapes());
      KnownFailures.check(calibration, trt.version());
      CacheReuse reuse = side.call(() -> CacheReuse.of(calibration, trt.version(), inputs));
      reuse.note().ifPresent(notes::add);
      Optional<CalibrationCache> reused = reuse.cache();
      BuildSettings.apply(calibration, config);
      List<String> kept = FloatConstraints.apply(network, config, options.keepFp32());
      Profiles.add(builder, config, inputs, layout, calibration.shapes());
      Optional<HistogramCache> histograms =
          reused.isPresent() ? Optional.empty() : side.call(this::histograms);
      CudaDevice gpu = CudaRuntime.load().device(0);
      timing.ifPresent(file -> file.load(config, "TensorRT " + trt.versionName() + " on " + gpu));
      config.setMonitor(new PartProgress(progress));
      Interruption.check();
      try (SourceCalibrator calibrator =
          new SourceCalibrator(calibration, layout, reused, histograms, progress, side)) {
        config.setCalibrator(calibrator);
        Built built = new Built(trt.versionName(), gpu, layout, kept);
        calibrator.whenWritten(() -> written(built, calibrator, side, progress));
        build(builder, network, config, calibrator, built, side);
        timing.flatMap(file -> side.call(() -> file.save(config))).ifPresent(notes::add);
        calibrator.leaveSource();
        return side.call(() -> result(built, calibrator));
      }
    }
  }

  /** Where and how it is built. */
  private record Built(String tensorRt, CudaDevice gpu, BatchLayout layout, List<String> kept) {}

  private Optional<HistogramCache> histograms() {
    HistogramReuse reuse = HistogramReuse.of(calibration);
    reuse.note().ifPresent(notes::add);
    if (reuse.histograms().isPresent()) {
      notes.add(HistogramReuse.told(calibration));
    }
    return reuse.histograms();
  }

  private void build(
      Builder builder,
      Network network,
      BuilderConfig config,
      SourceCalibrator calibrator,
      Built built,
      CallerSide side) {
    try {
      if (calibration.plan().isEmpty()) {
        builder.calibrate(network, config);
        return;
      }
      Path file = calibration.plan().get();
      try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
        PlanSidecar sidecar = describe(plan, calibrator, built);
        side.run(() -> sidecar.writeWith(plan, file));
      }
    } catch (TrtcalException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e);
      }
      // With the cache whole it was the engine that TensorRT failed at, and nobody asked for one.
      boolean engineOnly = e.code().equals("tensorrt.failed") && calibrator.cache().isPresent();
      if (calibration.plan().isPresent() || !engineOnly) {
        throw e;
      }
      notes.add("the cache is whole, but TensorRT went on and failed: " + e.getMessage());
    }
  }

  /** The cache is saved; what follows in the build may take long, or never end. */
  private void written(
      Built built, SourceCalibrator calibrator, CallerSide side, ProgressListener progress) {
    cacheSaved = calibration.cache().isPresent();
    if (calibration.plan().isPresent()) {
      CalibrationResult soFar = side.call(() -> result(built, calibrator));
      OutputFile.uninterrupted(() -> progress.cacheWritten(soFar));
      progress.progress("building the engine", 0, -1);
    }
  }

  private TrtcalException interrupted(TrtcalException e) {
    if (!cacheSaved) {
      return e;
    }
    return new CalibrationFailedException(
        "calibration.interrupted",
        "interrupted: no engine is written; the calibration cache "
            + calibration.cache().get()
            + " is whole and stays",
        e);
  }

  private PlanSidecar describe(SerializedEngine plan, SourceCalibrator calibrator, Built built) {
    return new PlanSidecar(
        "trtcal " + Trtcal.version(),
        plan.bytes(),
        ContentHash.ofBytes(plan.chunks()),
        built.tensorRt(),
        built.gpu().name(),
        built.gpu().major() + "." + built.gpu().minor(),
        String.valueOf(calibration.model().getFileName()),
        ContentHash.ofFile(calibration.model()),
        ContentHash.ofBytes(List.of(ByteBuffer.wrap(cache(calibrator).bytes()))),
        calibration.algorithm().id(),
        built.layout().batchSize(),
        BuildSettings.describe(calibration.buildOptions()),
        built.kept());
  }

  private static CalibrationCache cache(SourceCalibrator calibrator) {
    return calibrator
        .cache()
        .orElseThrow(
            () ->
                new CalibrationFailedException(
                    "cache.none",
                    "TensorRT built an engine and handed over no cache; nothing was kept"));
  }

  /** TensorRT itself says nothing of them. */
  private static void noteZeros(CalibrationCache cache, List<String> notes) {
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

  private CalibrationResult result(Built built, SourceCalibrator calibrator) {
    CalibrationCache cache = cache(calibrator);
    List<String> notes = new ArrayList<>(this.notes);
    noteZeros(cache, notes);
    BatchLayout layout = built.layout();
    if (!built.kept().isEmpty()) {
      notes.add("kept in FP32: " + String.join(", ", built.kept()));
    }
    if (calibrator.dropped() > 0) {
      notes.add(
          "the last "
              + calibrator.dropped()
              + " samples were left out: they do not fill a batch of "
              + layout.batchSize()
              + ", and TensorRT calibrates in full batches only");
    }
    return new CalibrationResult(
        "TensorRT " + built.tensorRt() + " on " + built.gpu(),
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
