package dev.trtcal;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What calibration decided for one tensor.
 *
 * @param name the tensor, as TensorRT names it
 * @param scale what the cache holds: threshold / 127, in the tensor's own unit per INT8 step
 * @param maxAbs largest magnitude observed, where the engine can tell
 * @param clipRatio share of the observed values beyond the threshold, 0 to 1, where the engine can
 *     tell
 * @param evidence why the threshold is what it is, where the engine can tell
 */
public record TensorRange(
    String name,
    float scale,
    OptionalDouble maxAbs,
    OptionalDouble clipRatio,
    Optional<Evidence> evidence) {
  public TensorRange {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(maxAbs, "maxAbs");
    Objects.requireNonNull(clipRatio, "clipRatio");
    Objects.requireNonNull(evidence, "evidence");
  }

  /** A range without evidence. */
  public TensorRange(String name, float scale, OptionalDouble maxAbs, OptionalDouble clipRatio) {
    this(name, scale, maxAbs, clipRatio, Optional.empty());
  }

  /** A range of which only the scale is known, as a cache file tells it. */
  public static TensorRange ofScale(String name, float scale) {
    return new TensorRange(name, scale, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** The clip threshold: values beyond ±threshold saturate; in the tensor's own unit. */
  public float threshold() {
    return scale * 127f;
  }
}
