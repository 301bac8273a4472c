package dev.trtcal.algorithm;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * TensorRT's MinMax calibrator for one tensor: the threshold is the largest magnitude of all
 * batches. Independent of the order of the data. Not safe for use by two threads at once.
 */
public final class MinMax {
  private float maxAbs;

  /** Nothing observed yet. */
  public MinMax() {}

  /**
   * Observes a batch.
   *
   * @param batch the tensor's values from position to limit, in any order; not moved or modified.
   *     NaN is ignored; an infinity makes the threshold infinite
   * @return whether all values were finite
   */
  public boolean add(FloatBuffer batch) {
    int bits = MaxAbs.bits(batch);
    maxAbs = Math.max(maxAbs, MaxAbs.value(bits, batch));
    return MaxAbs.isFinite(bits);
  }

  /** Adds what another one observed; the order makes no difference. */
  public void merge(MinMax other) {
    maxAbs = Math.max(maxAbs, other.maxAbs);
  }

  /**
   * Observes a batch of which only the largest magnitude is known.
   *
   * @param batchMax not negative and not NaN
   */
  public void add(float batchMax) {
    maxAbs = Math.max(maxAbs, batchMax);
  }

  /** The largest magnitude so far, in the tensor's own unit; 0 before any value. */
  public float maxAbs() {
    return maxAbs;
  }

  /** The threshold: {@link #maxAbs}, so that nothing is clipped. */
  public Threshold threshold() {
    return new Threshold(maxAbs, OptionalInt.empty(), 0, 1, Optional.empty());
  }
}
