package dev.trtcal.algorithm;

import java.nio.FloatBuffer;

/**
 * The largest magnitude among float32 values. Magnitudes are compared as the bits of |x|, which
 * order like the values themselves and put NaN above infinity; so one pass over integers tells the
 * maximum and whether anything is not finite.
 */
final class MaxAbs {
  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  /** Values a block, which stay in a core's first cache. */
  private static final int BLOCK = 1024;

  private MaxAbs() {}

  /**
   * The bits of the largest |x| of the remaining values, NaN above all. Block by block through an
   * array: before the JIT compiler has seen to it, a read of native memory is half a dozen calls
   * that all threads count in the same places.
   *
   * @param values position and limit stay as they are
   * @return 0 when there are no values
   */
  static int bits(FloatBuffer values) {
    float[] block = new float[BLOCK];
    int end = values.limit();
    int greatest = 0;
    for (int from = values.position(); from < end; from += BLOCK) {
      int size = Math.min(BLOCK, end - from);
      values.get(from, block, 0, size);
      greatest = Math.max(greatest, bits(block, size));
    }
    return greatest;
  }

  private static int bits(float[] block, int size) {
    int greatest = 0;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, Float.floatToRawIntBits(block[i]) & MAGNITUDE);
    }
    return greatest;
  }

  /** Whether {@link #bits} says that all values are finite. */
  static boolean isFinite(int bits) {
    return bits < INFINITY;
  }

  /**
   * The largest |x| of the values that gave these bits, NaN left out.
   *
   * @return 0 when there are no values or only NaN; infinity when one is infinite
   */
  static float value(int bits, FloatBuffer values) {
    return Float.intBitsToFloat(bits <= INFINITY ? bits : greatestBitsWithoutNan(values));
  }

  private static int greatestBitsWithoutNan(FloatBuffer values) {
    int greatest = 0;
    for (int i = values.position(); i < values.limit(); i++) {
      int bits = Float.floatToRawIntBits(values.get(i)) & MAGNITUDE;
      if (bits <= INFINITY) {
        greatest = Math.max(greatest, bits);
      }
    }
    return greatest;
  }
}
