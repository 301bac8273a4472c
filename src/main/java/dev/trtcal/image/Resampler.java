package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.util.Arrays;

/**
 * Resizes 8-bit images as Pillow does, to the last bit: two passes, rows first, each only where the
 * size changes, each rounded to 8 bits. Source: the published description of Pillow's convolution
 * resampling; held against its results by the tests.
 */
public final class Resampler {
  private Resampler() {}

  /**
   * The image in another size.
   *
   * @param width of the result, at least 1
   * @param height of the result, at least 1
   * @return the image itself where the size is the same, else new pixels on the heap
   * @throws InvalidInputException {@code image.size} when the result, or what lies between the two
   *     passes, exceeds {@link ImageDecoder#MAX_PIXELS}
   */
  public static Pixels resize(Pixels image, int width, int height, ResizeFilter filter) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("resize to " + width + "x" + height);
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    checkSize(image, width, height);
    if (filter == ResizeFilter.NEAREST) {
      return nearest(image, width, height);
    }
    Pixels wide = width == image.width() ? image : rows(image, width, filter);
    return height == wide.height() ? wide : columns(wide, height, filter);
  }

  private static void checkSize(Pixels image, int width, int height) {
    long most = (long) width * Math.max(height, image.height());
    if (most > ImageDecoder.MAX_PIXELS) {
      throw new InvalidInputException(
          "image.size",
          image.width()
              + "x"
              + image.height()
              + " pixels cannot be resized to "
              + width
              + "x"
              + height
              + ": that takes more than "
              + ImageDecoder.MAX_PIXELS);
    }
  }

  private static Pixels rows(Pixels image, int width, ResizeFilter filter) {
    ResizeWeights weights = ResizeWeights.of(image.width(), width, filter);
    int channels = image.channels();
    byte[] from = image.array();
    byte[] to = new byte[width * image.height() * channels];
    for (int y = 0, at = 0; y < image.height(); y++) {
      int row = y * image.width() * channels;
      for (int x = 0; x < width; x++, at += channels) {
        if (channels == 3) {
          threeChannels(from, row, weights, x, to, at);
        } else {
          oneChannel(from, row, weights, x, to, at);
        }
      }
    }
    return Pixels.of(width, image.height(), channels, to);
  }

  private static void threeChannels(
      byte[] from, int row, ResizeWeights weights, int x, byte[] to, int at) {
    int red = ResizeWeights.half();
    int green = red;
    int blue = red;
    int source = row + weights.first(x) * 3;
    for (int k = 0; k < weights.count(x); k++, source += 3) {
      int weight = weights.weight(x, k);
      red += (from[source] & 0xff) * weight;
      green += (from[source + 1] & 0xff) * weight;
      blue += (from[source + 2] & 0xff) * weight;
    }
    to[at] = ResizeWeights.sample(red);
    to[at + 1] = ResizeWeights.sample(green);
    to[at + 2] = ResizeWeights.sample(blue);
  }

  private static void oneChannel(
      byte[] from, int row, ResizeWeights weights, int x, byte[] to, int at) {
    int sum = ResizeWeights.half();
    int source = row + weights.first(x);
    for (int k = 0; k < weights.count(x); k++) {
      sum += (from[source + k] & 0xff) * weights.weight(x, k);
    }
    to[at] = ResizeWeights.sample(sum);
  }

  private static Pixels columns(Pixels image, int height, ResizeFilter filter) {
    ResizeWeights weights = ResizeWeights.of(image.height(), height, filter);
    int rowBytes = image.width() * image.channels();
    byte[] from = image.array();
    byte[] to = new byte[rowBytes * height];
    int[] sums = new int[rowBytes];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, ResizeWeights.half());
      for (int k = 0; k < weights.count(y); k++) {
        int weight = weights.weight(y, k);
        int row = (weights.first(y) + k) * rowBytes;
        for (int i = 0; i < rowBytes; i++) {
          sums[i] += (from[row + i] & 0xff) * weight;
        }
      }
      for (int i = 0; i < rowBytes; i++) {
        to[y * rowBytes + i] = ResizeWeights.sample(sums[i]);
      }
    }
    return Pixels.of(image.width(), height, image.channels(), to);
  }

  private static Pixels nearest(Pixels image, int width, int height) {
    int[] columns = nearestPositions(image.width(), width);
    int[] rows = nearestPositions(image.height(), height);
    int channels = image.channels();
    byte[] from = image.array();
    byte[] to = new byte[width * height * channels];
    int at = 0;
    for (int row : rows) {
      for (int column : columns) {
        int source = (row * image.width() + column) * channels;
        for (int c = 0; c < channels; c++) {
          to[at++] = from[source + c];
        }
      }
    }
    return Pixels.of(width, height, channels, to);
  }

  /** Adds up the step rather than multiplying it, since Pillow does and the rounding differs. */
  private static int[] nearestPositions(int in, int out) {
    int[] positions = new int[out];
    double step = (double) in / out;
    double position = step * 0.5;
    for (int i = 0; i < out; i++) {
      positions[i] = Math.min((int) position, in - 1);
      position += step;
    }
    return positions;
  }
}
