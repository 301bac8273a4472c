package dev.trtcal.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The largest magnitude in native memory. Magnitudes are compared as the bits of |x|, which order
 * like the values themselves and put NaN above infinity.
 */
final class Magnitude {
  private static final int WITHOUT_SIGN = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  private Magnitude() {}

  /**
   * The bits of the largest |x|, NaN above all. The loop is in the form that the JIT compiler turns
   * into vector instructions: integers, an int index, a long offset made from it.
   *
   * @param floats at most 2^28 of them
   * @return 0 when there are no values
   */
  static int bits(MemorySegment floats) {
    int count = Math.toIntExact(floats.byteSize() / Float.BYTES);
    int greatest = 0;
    for (int i = 0; i < count; i++) {
      greatest =
          Math.max(greatest, floats.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i) & WITHOUT_SIGN);
    }
    return greatest;
  }

  /** Whether {@link #bits} says that all values are finite. */
  static boolean isFinite(int bits) {
    return bits < INFINITY;
  }
}
