package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.nio.FloatBuffer;

/**
 * The least and the greatest of some values, in the tensor's own unit.
 *
 * @param least infinity where there are no values, NaN where one is
 * @param greatest negative infinity where there are no values, NaN where one is
 */
record Extremes(float least, float greatest) implements Serializable {
  /** Of no values. */
  static final Extremes NONE = new Extremes(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

  /** Values that are read at once. */
  static final int BLOCK = 1024;

  /**
   * Of values from position to limit. Block by block through an array: before the JIT compiler has
   * seen to it, a read of native memory is half a dozen calls that all threads count in the same
   * places.
   */
  static Extremes of(FloatBuffer values) {
    float[] block = new float[BLOCK];
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int from = values.position(); from < values.limit(); from += BLOCK) {
      int size = Math.min(BLOCK, values.limit() - from);
      values.get(from, block, 0, size);
      for (int i = 0; i < size; i++) {
        least = Math.min(least, block[i]);
        greatest = Math.max(greatest, block[i]);
      }
    }
    return new Extremes(least, greatest);
  }

  /** Of both. */
  Extremes merged(Extremes other) {
    return new Extremes(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }

  boolean isEmpty() {
    return equals(NONE);
  }

  /** Whether all values are finite. */
  boolean areFinite() {
    return isEmpty() || (Float.isFinite(least) && Float.isFinite(greatest));
  }

  /** The largest magnitude, 0 where there are no values. */
  float magnitude() {
    return Math.max(0, Math.max(-least, greatest));
  }
}
