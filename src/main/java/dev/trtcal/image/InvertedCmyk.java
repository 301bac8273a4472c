package dev.trtcal.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * CMYK as Adobe stores it, the inks inverted: each channel is the product of ink and black. All
 * writers of CMYK JPEG follow Adobe in this, and Pillow relies on it.
 */
final class InvertedCmyk {
  private InvertedCmyk() {}

  /**
   * Turns pixels into red, green and blue where they lie.
   *
   * @param samples four bytes a pixel; afterwards three, from the same start
   */
  static void toRgb(MemorySegment samples, long pixels) {
    for (long i = 0; i < pixels; i++) {
      int black = samples.get(ValueLayout.JAVA_BYTE, 4 * i + 3) & 0xff;
      for (int c = 0; c < 3; c++) {
        int ink = samples.get(ValueLayout.JAVA_BYTE, 4 * i + c) & 0xff;
        samples.set(ValueLayout.JAVA_BYTE, 3 * i + c, (byte) mulDiv255(ink, black));
      }
    }
  }

  /** a · b / 255, rounded. */
  static int mulDiv255(int a, int b) {
    int t = a * b + 128;
    return (t + (t >> 8)) >> 8;
  }
}
