package dev.trtcal.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An image as 8-bit samples, row by row from the top, the channels of a pixel side by side.
 *
 * @param width pixels a row, at least 1
 * @param height rows, at least 1
 * @param channels 1 for grey, 3 for red, green, blue
 * @param samples shape [height, width, channels], heap or native memory of exactly that many bytes;
 *     read, never written, by whoever is handed these pixels, and valid as long as its giver says
 */
public record Pixels(int width, int height, int channels, MemorySegment samples) {
  public Pixels {
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "an image of " + width + "x" + height + " pixels with " + channels + " channels");
    }
    long bytes = (long) width * height * channels;
    if (samples.byteSize() != bytes) {
      throw new IllegalArgumentException(
          samples.byteSize() + " bytes for an image of " + bytes + " bytes");
    }
  }

  /** Pixels in an array, which is not copied. */
  public static Pixels of(int width, int height, int channels, byte[] samples) {
    return new Pixels(width, height, channels, MemorySegment.ofArray(samples));
  }

  /** The samples as an array: the one they lie in where there is one, else a copy. */
  byte[] array() {
    return samples.heapBase().orElse(null) instanceof byte[] array
            && array.length == samples.byteSize()
        ? array
        : samples.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * One grey channel: (19595 R + 38470 G + 7471 B + 32768) / 65536, as Pillow's convert('L') has it
   * (ITU-R 601-2 luma in 16-bit fixed point).
   */
  public Pixels toGrey() {
    if (channels == 1) {
      return this;
    }
    byte[] grey = new byte[width * height];
    toGrey(array(), grey, grey.length);
    return of(width, height, 1, grey);
  }

  /** The same for rows: {@code pixels} times red, green, blue become as many grey samples. */
  static void toGrey(byte[] rgb, byte[] grey, int pixels) {
    for (int i = 0; i < pixels; i++) {
      int red = (rgb[3 * i] & 0xff) * 19595;
      int green = (rgb[3 * i + 1] & 0xff) * 38470;
      int blue = (rgb[3 * i + 2] & 0xff) * 7471;
      grey[i] = (byte) ((red + green + blue + 0x8000) >> 16);
    }
  }
}
