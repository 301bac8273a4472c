package dev.trtcal.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Hands out an image's rows as arrays, grey where that is wanted. For one thread. */
final class ImageRows {
  private Pixels image;
  private boolean grey;
  private byte[] row = {};
  private byte[] colors = {};

  /** From now on the rows of this image. */
  void open(Pixels image, boolean toGrey) {
    this.image = image;
    this.grey = toGrey && image.channels() == 3;
  }

  /** Samples a pixel of the rows that are handed out. */
  int channels() {
    return grey ? 1 : image.channels();
  }

  /**
   * Part of a row.
   *
   * @return the samples of the pixels from {@code from} to before {@code to}, from index 0, valid
   *     until the next call
   */
  byte[] row(int y, int from, int to) {
    return row(y, from, to, 0);
  }

  /** The same with room for more pixels behind, which have any value. */
  byte[] row(int y, int from, int to, int more) {
    int samples = (to - from) * image.channels();
    row = atLeast(row, samples + more * image.channels());
    if (!grey) {
      copy(y, from, samples, row);
      return row;
    }
    colors = atLeast(colors, samples);
    copy(y, from, samples, colors);
    Pixels.toGrey(colors, row, to - from);
    return row;
  }

  private void copy(int y, int from, int samples, byte[] target) {
    long at = ((long) y * image.width() + from) * image.channels();
    MemorySegment.copy(image.samples(), ValueLayout.JAVA_BYTE, at, target, 0, samples);
  }

  private static byte[] atLeast(byte[] array, int length) {
    return array.length < length ? new byte[length] : array;
  }
}
