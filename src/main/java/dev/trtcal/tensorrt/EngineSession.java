package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import dev.trtcal.TensorRange;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** TensorRT, opened to build and run engines; the builder is made when it is first needed. */
final class EngineSession implements EngineRunner.Session {
  /**
   * TensorRT 10.6 on a network in which nothing becomes INT8, with some tensor marked to be shown.
   */
  private static final Pattern REFUSED = Pattern.compile("isDebug for .* is listed more than once");

  private final TensorRt trt = TensorRt.open();
  private final TensorRtRuntime runtime;
  private Builder builder;

  /** Null, or a build that was interrupted, and on which TensorRT may still be. */
  private BuildThread<RunningEngine> cancelled;

  EngineSession() {
    try {
      runtime = trt.createRuntime();
    } catch (RuntimeException | Error e) {
      trt.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "TensorRT " + trt.versionName() + " on " + CudaRuntime.load().device(0);
  }

  @Override
  public EngineRunner.Engine build(
      Path model,
      Optional<Path> cache,
      OptionalInt optimizationLevel,
      Collection<String> shown,
      BatchLayout layout) {
    if (cancelled != null && cancelled.goesOnAlone()) {
      throw new IllegalStateException("a build that was interrupted has not ended yet");
    }
    BuildThread<RunningEngine> build =
        BuildThread.start(
            side -> buildShowing(model, cache, optimizationLevel, shown, layout),
            RunningEngine::close);
    try {
      return build.await(Interruption::failure);
    } finally {
      cancelled = build;
    }
  }

  /** Without showing any, where TensorRT builds no engine with them. */
  private RunningEngine buildShowing(
      Path model,
      Optional<Path> cache,
      OptionalInt optimizationLevel,
      Collection<String> shown,
      BatchLayout layout) {
    try {
      return build(model, cache, optimizationLevel, shown, layout, Map.of());
    } catch (CalibrationFailedException e) {
      if (!refusesShown(e.getMessage())) {
        throw e;
      }
      // Not tried tensor by tensor: several failures of this kind damage TensorRT's heap.
      Map<String, String> hidden = new LinkedHashMap<>();
      shown.forEach(name -> hidden.put(name, "TensorRT builds no engine that shows it"));
      return build(model, cache, optimizationLevel, List.of(), layout, hidden);
    }
  }

  /** Whether TensorRT built nothing because a tensor was to be shown. */
  static boolean refusesShown(String message) {
    return REFUSED.matcher(message).find();
  }

  private RunningEngine build(
      Path model,
      Optional<Path> cache,
      OptionalInt optimizationLevel,
      Collection<String> shown,
      BatchLayout layout,
      Map<String, String> refused) {
    Optional<KnownCacheCalibrator> calibrator =
        cache.map(file -> new KnownCacheCalibrator(file, layout.batchSize()));
    if (builder == null) {
      builder = trt.createBuilder();
    }
    try (Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      parser.parseOrRefuse(model);
      Map<String, String> hidden = new LinkedHashMap<>(refused);
      List<String> marked = new ArrayList<>();
      shown.forEach(name -> mark(network, name, marked, hidden));
      config.set(BuilderFlag.INT8, calibrator.isPresent());
      config.set(BuilderFlag.TF32, false);
      config.setProfilingVerbosity(ProfilingVerbosity.DETAILED);
      optimizationLevel.ifPresent(config::setOptimizationLevel);
      calibrator.ifPresent(config::setCalibrator);
      Profiles.add(builder, config, network.inputs(), layout, Map.of());
      try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
        return new RunningEngine(
            runtime.deserialize(plan.segment()),
            calibrator.map(EngineSession::scales).orElse(Map.of()),
            marked,
            hidden);
      }
    }
  }

  private static void mark(
      Network network, String name, List<String> marked, Map<String, String> hidden) {
    try {
      if (network.markDebug(name)) {
        marked.add(name);
      } else {
        hidden.put(name, "no layer of TensorRT's network computes a tensor of this name");
      }
    } catch (CalibrationFailedException e) {
      hidden.put(name, "TensorRT does not mark it: " + e.getMessage());
    }
  }

  private static Map<String, Float> scales(KnownCacheCalibrator calibrator) {
    Map<String, Float> scales = new HashMap<>();
    for (TensorRange range : calibrator.cache().entries()) {
      scales.put(range.name(), range.scale());
    }
    return scales;
  }

  @Override
  public EngineRunner.Engine load(Path plan) {
    return new RunningEngine(runtime.load(plan), Map.of(), List.of(), Map.of());
  }

  @Override
  public NetworkRunner.Feed feed(BatchSource source, BatchLayout layout) {
    return new DeviceFeed(source, layout);
  }

  /** While TensorRT is in a step of a build that was interrupted, that build frees everything. */
  @Override
  public void close() {
    if (cancelled != null) {
      cancelled.afterwards(this::free);
    } else {
      free();
    }
  }

  private void free() {
    Failures failures = new Failures();
    failures.run(runtime::close);
    if (builder != null) {
      failures.run(builder::close);
    }
    failures.run(trt::close);
    failures.rethrow();
  }
}
