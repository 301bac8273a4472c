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

  /** Values a block, which stay in a core's first cache. */
  private static final int BLOCK = 1024;

  private Magnitude() {}

  /**
   * The bits of the largest |x|, NaN above all.
   *
   * <p>Block by block through an array: before the JIT compiler has seen to it, a read of native
   * memory is half a dozen calls that all threads count in the same places, and sixteen threads
   * that begin at once took ten seconds for what one does in a tenth.
   *
   * @return 0 when there are no values
   */
  static int bits(MemorySegment floats) {
    int[] block = new int[BLOCK];
    long count = floats.byteSize() / Float.BYTES;
    int greatest = 0;
    for (long from = 0; from < count; from += BLOCK) {
      int size = (int) Math.min(BLOCK, count - from);
      MemorySegment.copy(
          floats, ValueLayout.JAVA_INT_UNALIGNED, from * Float.BYTES, block, 0, size);
      greatest = Math.max(greatest, bits(block, size));
    }
    return greatest;
  }

  private static int bits(int[] block, int size) {
    int greatest = 0;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, block[i] & WITHOUT_SIGN);
    }
    return greatest;
  }

  /** Whether {@link #bits} says that all values are finite. */
  static boolean isFinite(int bits) {
    return bits < INFINITY;
  }
}
