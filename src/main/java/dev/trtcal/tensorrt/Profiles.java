package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes that dynamic inputs are built and calibrated in. TensorRT calibrates in a profile's
 * opt shape, and of a batch that is larger it would use the first samples only, without a word: so
 * that profile is always the batch which is handed over, whatever the engine is tuned for.
 */
final class Profiles {
  private Profiles() {}

  /** Adds what a network with dynamic inputs needs; nothing to another. */
  static void add(
      Builder builder,
      BuilderConfig config,
      List<TensorInfo> inputs,
      BatchLayout layout,
      Map<String, ShapeRange> wanted) {
    Map<String, ShapeRange> engine = engine(inputs, layout, wanted);
    if (engine.isEmpty()) {
      return;
    }
    OptimizationProfile profile = profile(builder, engine);
    config.addProfile(profile);
    Map<String, ShapeRange> fed = new LinkedHashMap<>();
    engine.forEach(
        (name, range) -> fed.put(name, ShapeRange.only(layout.shape(name, layout.batchSize()))));
    boolean same =
        engine.entrySet().stream()
            .allMatch(entry -> entry.getValue().opt().equals(fed.get(entry.getKey()).opt()));
    config.setCalibrationProfile(same ? profile : profile(builder, fed));
  }

  /** What each dynamic input may have: what the user says, else up to the batch handed over. */
  private static Map<String, ShapeRange> engine(
      List<TensorInfo> inputs, BatchLayout layout, Map<String, ShapeRange> wanted) {
    Map<String, ShapeRange> ranges = new LinkedHashMap<>();
    for (TensorInfo input : inputs) {
      if (input.shape().isDynamic()) {
        Shape batch = layout.shape(input.name(), layout.batchSize());
        boolean open = input.shape().dim(0) == Shape.DYNAMIC;
        Shape least = open ? layout.shape(input.name(), 1) : batch;
        ranges.put(
            input.name(), wanted.getOrDefault(input.name(), new ShapeRange(least, batch, batch)));
      }
    }
    return ranges;
  }

  /** The builder keeps the profile; closing the builder closes the object. */
  private static OptimizationProfile profile(Builder builder, Map<String, ShapeRange> ranges) {
    OptimizationProfile profile = builder.createProfile();
    ranges.forEach((name, range) -> profile.set(name, range.min(), range.opt(), range.max()));
    return profile;
  }
}
