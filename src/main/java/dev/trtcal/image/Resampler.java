package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.util.Arrays;

/**
 * Resizes 8-bit images as Pillow does, to the last bit: two passes, rows first, each only where the
 * size changes, each rounded to 8 bits. Source: the published description of Pillow's convolution
 * resampling; held against its results by the tests.
 *
 * <p>Only what is on the canvas is computed. A row that has been resized is kept as long as rows of
 * the result need it, so memory is that of a few rows; it is used again for the next image. One
 * resampler serves one thread at a time.
 */
final class Resampler {
  private final WeightCache weights = new WeightCache();
  private final ImageRows rows = new ImageRows();
  private final OpenCvResampler openCv = new OpenCvResampler(rows);
  private int[][] kept = {};
  private int[] sums = {};

  /**
   * The image in another size.
   *
   * @param width of the result, at least 1
   * @param height of the result, at least 1
   * @return the image itself where the size is the same, else new pixels on the heap
   * @throws InvalidInputException {@code image.size} when the result would exceed {@link
   *     ImageDecoder#MAX_PIXELS}
   */
  static Pixels resize(Pixels image, int width, int height, ResizeFilter filter) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("resize to " + width + "x" + height);
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    Placement whole = new Placement(width, height, 0, 0);
    checkSize(image, whole);
    byte[] canvas = new byte[width * height * image.channels()];
    new Resampler().render(image, false, filter, whole, canvas, new Size(width, height));
    return Pixels.of(width, height, image.channels(), canvas);
  }

  /**
   * Resizes an image onto a canvas, of which it leaves alone what the image does not cover.
   *
   * @param toGrey whether colours become grey first
   * @param canvas shape [height, width, channels], of the image's channels or one when grey
   * @throws InvalidInputException {@code image.size} when the resized image, or what lies between
   *     the two passes, exceeds {@link ImageDecoder#MAX_PIXELS}
   */
  void render(
      Pixels image,
      boolean toGrey,
      ResizeFilter filter,
      Placement placement,
      byte[] canvas,
      Size size) {
    checkSize(image, placement);
    rows.open(image, toGrey);
    Canvas target = new Canvas(canvas, size.width() * rows.channels(), placement, size);
    boolean same = placement.width() == image.width() && placement.height() == image.height();
    if (same) {
      copy(target);
    } else if (filter == ResizeFilter.NEAREST) {
      nearest(image, target);
    } else if (filter == ResizeFilter.OPENCV_LINEAR) {
      openCv.render(image, target);
    } else {
      convolve(image, filter, target);
    }
  }

  /** The canvas, and what part of the resized image is on it. */
  static final class Canvas {
    private final byte[] samples;
    private final int rowBytes;
    private final Placement placement;
    private final int x0;
    private final int x1;
    private final int y0;
    private final int y1;

    Canvas(byte[] samples, int rowBytes, Placement placement, Size size) {
      this.samples = samples;
      this.rowBytes = rowBytes;
      this.placement = placement;
      x0 = placement.firstColumn();
      x1 = placement.endColumn(size.width());
      y0 = placement.firstRow();
      y1 = placement.endRow(size.height());
    }

    /** Shape [height, width, channels]. */
    byte[] samples() {
      return samples;
    }

    Placement placement() {
      return placement;
    }

    /** First column of the resized image that is on the canvas. */
    int x0() {
      return x0;
    }

    /** The column behind the last. */
    int x1() {
      return x1;
    }

    /** First row of the resized image that is on the canvas. */
    int y0() {
      return y0;
    }

    /** The row behind the last. */
    int y1() {
      return y1;
    }

    /** Index of the first sample of a row of the resized image. */
    int start(int y, int channels) {
      return (y + placement.top()) * rowBytes + (x0 + placement.left()) * channels;
    }
  }

  private static void checkSize(Pixels image, Placement to) {
    if ((long) to.width() * Math.max(to.height(), image.height()) > ImageDecoder.MAX_PIXELS) {
      throw new InvalidInputException(
          "image.size",
          image.width()
              + "x"
              + image.height()
              + " pixels cannot be resized to "
              + to.width()
              + "x"
              + to.height()
              + ": that takes more than "
              + ImageDecoder.MAX_PIXELS);
    }
  }

  private void copy(Canvas target) {
    int channels = rows.channels();
    for (int y = target.y0(); y < target.y1(); y++) {
      byte[] row = rows.row(y, target.x0(), target.x1());
      int samples = (target.x1() - target.x0()) * channels;
      System.arraycopy(row, 0, target.samples(), target.start(y, channels), samples);
    }
  }

  private void convolve(Pixels image, ResizeFilter filter, Canvas target) {
    Placement to = target.placement();
    ResizeWeights across =
        to.width() == image.width()
            ? null
            : weights.of(image.width(), to.width(), filter, target.x0(), target.x1());
    int rowSamples = (target.x1() - target.x0()) * rows.channels();
    if (to.height() == image.height()) {
      reserve(1, rowSamples);
      for (int y = target.y0(); y < target.y1(); y++) {
        narrow(y, across, target, kept[0]);
        store(kept[0], 0, target.samples(), target.start(y, rows.channels()), rowSamples);
      }
      return;
    }
    ResizeWeights down = weights.of(image.height(), to.height(), filter, target.y0(), target.y1());
    reserve(down.stride(), rowSamples);
    int ready = down.begin();
    for (int i = 0; i < target.y1() - target.y0(); i++) {
      int first = down.first()[i];
      int count = down.count()[i];
      for (; ready < first + count; ready++) {
        narrow(ready, across, target, kept[ready % down.stride()]);
      }
      Arrays.fill(sums, 0, rowSamples, ResizeWeights.HALF);
      for (int k = 0; k < count; k++) {
        int weight = down.weights()[i * down.stride() + k];
        addTo(sums, kept[(first + k) % down.stride()], weight, rowSamples);
      }
      int start = target.start(i + target.y0(), rows.channels());
      store(sums, ResizeWeights.BITS, target.samples(), start, rowSamples);
    }
  }

  private void reserve(int count, int rowSamples) {
    if (sums.length < rowSamples) {
      sums = new int[rowSamples];
    }
    if (kept.length < count) {
      kept = Arrays.copyOf(kept, count);
    }
    for (int i = 0; i < count; i++) {
      if (kept[i] == null || kept[i].length < rowSamples) {
        kept[i] = new int[rowSamples];
      }
    }
  }

  /**
   * A source row in its new width: samples of 0 to 255, as numbers that the second pass can add.
   */
  private void narrow(int y, ResizeWeights across, Canvas target, int[] result) {
    if (across == null) {
      byte[] row = rows.row(y, target.x0(), target.x1());
      for (int i = 0; i < (target.x1() - target.x0()) * rows.channels(); i++) {
        result[i] = row[i] & 0xff;
      }
      return;
    }
    byte[] row = rows.row(y, across.begin(), across.end(), across.stride());
    if (rows.channels() == 3) {
      threeChannels(row, across, result);
    } else {
      oneChannel(row, across, result);
    }
  }

  private static void threeChannels(byte[] row, ResizeWeights across, int[] result) {
    int[] weights = across.weights();
    int begin = across.begin();
    int stride = across.stride();
    for (int x = 0, at = 0, tap = 0; x < across.first().length; x++, at += 3) {
      int red = ResizeWeights.HALF;
      int green = ResizeWeights.HALF;
      int blue = ResizeWeights.HALF;
      int source = (across.first()[x] - begin) * 3;
      int end = tap + stride;
      do {
        int first = weights[tap];
        int second = weights[tap + 1];
        int third = weights[tap + 2];
        red +=
            (row[source] & 0xff) * first
                + (row[source + 3] & 0xff) * second
                + (row[source + 6] & 0xff) * third;
        green +=
            (row[source + 1] & 0xff) * first
                + (row[source + 4] & 0xff) * second
                + (row[source + 7] & 0xff) * third;
        blue +=
            (row[source + 2] & 0xff) * first
                + (row[source + 5] & 0xff) * second
                + (row[source + 8] & 0xff) * third;
        source += 9;
        tap += 3;
      } while (tap != end);
      result[at] = sample(red);
      result[at + 1] = sample(green);
      result[at + 2] = sample(blue);
    }
  }

  private static void oneChannel(byte[] row, ResizeWeights across, int[] result) {
    int[] weights = across.weights();
    int begin = across.begin();
    int stride = across.stride();
    for (int x = 0, tap = 0; x < across.first().length; x++) {
      int sum = ResizeWeights.HALF;
      int source = across.first()[x] - begin;
      int end = tap + stride;
      do {
        sum +=
            (row[source] & 0xff) * weights[tap]
                + (row[source + 1] & 0xff) * weights[tap + 1]
                + (row[source + 2] & 0xff) * weights[tap + 2];
        source += 3;
        tap += 3;
      } while (tap != end);
      result[x] = sample(sum);
    }
  }

  private static void addTo(int[] sums, int[] row, int weight, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void store(int[] from, int shift, byte[] to, int start, int length) {
    for (int i = 0; i < length; i++) {
      to[start + i] = (byte) Math.max(0, Math.min(255, from[i] >> shift));
    }
  }

  private static int sample(int sum) {
    return Math.max(0, Math.min(255, sum >> ResizeWeights.BITS));
  }

  private void nearest(Pixels image, Canvas target) {
    Placement to = target.placement();
    int[] columns = nearestPositions(image.width(), to.width());
    int[] lines = nearestPositions(image.height(), to.height());
    int channels = rows.channels();
    for (int y = target.y0(); y < target.y1(); y++) {
      byte[] row = rows.row(lines[y], 0, image.width());
      int at = target.start(y, channels);
      for (int x = target.x0(); x < target.x1(); x++) {
        for (int c = 0; c < channels; c++) {
          target.samples()[at++] = row[columns[x] * channels + c];
        }
      }
    }
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
