package dev.trtcal.image;

/**
 * By how much a JPEG decoder may shrink an image in the frequency domain, where that costs next to
 * nothing and changes pixels.
 */
@FunctionalInterface
interface Reduction {
  /** Not at all: the pixels as the file has them. */
  Reduction NONE = (width, height) -> 1;

  /**
   * What the sides are divided by, rounded up.
   *
   * @param width of the image as stored
   * @param height of the image as stored
   * @return 1, 2, 4 or 8
   */
  int divisor(int width, int height);
}
