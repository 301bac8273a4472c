package dev.trtcal.image;

import dev.trtcal.UsageException;

/** Width and height in pixels. */
record Size(int width, int height) {
  /**
   * Refuses a size that images cannot have.
   *
   * @param what it is of, for the message
   * @throws UsageException {@code preprocess.size}
   */
  static void check(String what, int width, int height) {
    if (width < 1
        || height < 1
        || Math.max(width, height) > ImageDecoder.MAX_SIDE
        || (long) width * height > ImageDecoder.MAX_PIXELS) {
      throw new UsageException(
          "preprocess.size",
          what
              + " "
              + width
              + "x"
              + height
              + ": must be at least 1x1 and at most "
              + ImageDecoder.MAX_PIXELS
              + " pixels");
    }
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
