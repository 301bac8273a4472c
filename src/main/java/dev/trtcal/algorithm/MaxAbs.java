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

  private MaxAbs() {}

  /**
   * The bits of the largest |x| of the remaining values, NaN above all.
   *
   * @param values position and limit stay as they are
   * @return 0 when there are no values
   */
  static int bits(FloatBuffer values) {
    int end = values.limit();
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int i = values.position();
    for (; i <= end - 4; i += 4) {
      a = Math.max(a, Float.floatToRawIntBits(values.get(i)) & MAGNITUDE);
      b = Math.max(b, Float.floatToRawIntBits(values.get(i + 1)) & MAGNITUDE);
      c = Math.max(c, Float.floatToRawIntBits(values.get(i + 2)) & MAGNITUDE);
      d = Math.max(d, Float.floatToRawIntBits(values.get(i + 3)) & MAGNITUDE);
    }
    for (; i < end; i++) {
      a = Math.max(a, Float.floatToRawIntBits(values.get(i)) & MAGNITUDE);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
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
