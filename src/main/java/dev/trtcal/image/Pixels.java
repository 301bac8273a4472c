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
   * The part of these pixels around their centre, as torchvision's CenterCrop cuts it: what exceeds
   * the image is black, and an odd rest is rounded half to even.
   *
   * @throws IllegalArgumentException when either extent is below 1
   */
  public Pixels centreCrop(int cropWidth, int cropHeight) {
    if (cropWidth == width && cropHeight == height) {
      return this;
    }
    byte[] from = array();
    byte[] to = new byte[Math.multiplyExact(Math.multiplyExact(cropWidth, cropHeight), channels)];
    int left = offset(width, cropWidth);
    int top = offset(height, cropHeight);
    int firstX = Math.max(left, 0);
    int columns = Math.min(left + cropWidth, width) - firstX;
    for (int y = Math.max(top, 0); y < Math.min(top + cropHeight, height); y++) {
      int source = (y * width + firstX) * channels;
      int target = ((y - top) * cropWidth + firstX - left) * channels;
      System.arraycopy(from, source, to, target, columns * channels);
    }
    return of(cropWidth, cropHeight, channels, to);
  }

  /** Where the crop begins in the image; negative when it is larger. */
  private static int offset(int size, int crop) {
    return crop > size ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
  }

  /**
   * One grey channel: (19595 R + 38470 G + 7471 B + 32768) / 65536, as Pillow's convert('L') has it
   * (ITU-R 601-2 luma in 16-bit fixed point).
   */
  public Pixels toGrey() {
    if (channels == 1) {
      return this;
    }
    byte[] rgb = array();
    byte[] grey = new byte[width * height];
    for (int i = 0, j = 0; i < grey.length; i++, j += 3) {
      int sum = (rgb[j] & 0xff) * 19595 + (rgb[j + 1] & 0xff) * 38470 + (rgb[j + 2] & 0xff) * 7471;
      grey[i] = (byte) ((sum + 0x8000) >> 16);
    }
    return of(width, height, 1, grey);
  }
}
