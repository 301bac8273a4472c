package dev.trtcal.image;

/**
 * Resizes 8-bit images as OpenCV's {@code resize} with {@code INTER_LINEAR} does: two source pixels
 * along each axis however much the image shrinks, weights of 11 fractional bits, and the mean of
 * four pixels where both sides are halved exactly. Source: OpenCV's modules/imgproc/src/resize.cpp
 * (its portable path, which the vector paths equal).
 */
final class OpenCvResampler {
  private static final int ONE = 1 << 11;

  private final ImageRows rows;
  private final Axis across = new Axis();
  private final Axis down = new Axis();
  private int[] upper = {};
  private int[] lower = {};

  OpenCvResampler(ImageRows rows) {
    this.rows = rows;
  }

  /** For each sample along an axis the first of its two source samples and both weights. */
  private static final class Axis {
    private int[] first = {};
    private int[] weight = {};
    private int in;
    private int out;

    void prepare(int in, int out) {
      if (this.in == in && this.out == out) {
        return;
      }
      this.in = in;
      this.out = out;
      first = new int[out];
      weight = new int[2 * out];
      // OpenCV divides twice, and the difference is seen.
      double scale = 1 / ((double) out / in);
      for (int i = 0; i < out; i++) {
        float position = (float) ((i + 0.5) * scale - 0.5);
        first[i] = (int) Math.floor(position);
        float rest = position - first[i];
        weight[2 * i] = (int) Math.rint((1 - rest) * ONE);
        weight[2 * i + 1] = (int) Math.rint(rest * ONE);
      }
    }
  }

  void render(Pixels image, Resampler.Canvas target) {
    Placement to = target.placement();
    if (image.width() == 2 * to.width() && image.height() == 2 * to.height()) {
      halve(target);
      return;
    }
    across.prepare(image.width(), to.width());
    down.prepare(image.height(), to.height());
    int samples = (target.x1() - target.x0()) * rows.channels();
    if (upper.length < samples) {
      upper = new int[samples];
      lower = new int[samples];
    }
    int upperRow = -1;
    int lowerRow = -1;
    for (int y = target.y0(); y < target.y1(); y++) {
      int first = clamp(down.first[y], image.height());
      int second = clamp(down.first[y] + 1, image.height());
      if (first == lowerRow) {
        int[] swap = upper;
        upper = lower;
        lower = swap;
        upperRow = lowerRow;
        lowerRow = -1;
      }
      if (first != upperRow) {
        line(first, image.width(), target, upper);
        upperRow = first;
      }
      if (second != lowerRow) {
        line(second, image.width(), target, lower);
        lowerRow = second;
      }
      blend(down.weight[2 * y], down.weight[2 * y + 1], target, y, samples);
    }
  }

  /** A source row in its new width, with 11 fractional bits. */
  private void line(int y, int width, Resampler.Canvas target, int[] result) {
    int channels = rows.channels();
    byte[] row = rows.row(y, 0, width);
    int at = 0;
    for (int x = target.x0(); x < target.x1(); x++) {
      int first = across.first[x];
      // At the border one pixel counts whole.
      boolean border = first < 0 || first >= width - 1;
      int left = clamp(first, width) * channels;
      int right = clamp(first + 1, width) * channels;
      int a = border ? ONE : across.weight[2 * x];
      int b = border ? 0 : across.weight[2 * x + 1];
      if (first < 0) {
        right = left;
      }
      for (int c = 0; c < channels; c++) {
        result[at++] = (row[left + c] & 0xff) * a + (row[right + c] & 0xff) * b;
      }
    }
  }

  private void blend(int a, int b, Resampler.Canvas target, int y, int samples) {
    int start = target.start(y, rows.channels());
    byte[] to = target.samples();
    for (int i = 0; i < samples; i++) {
      int sum = ((a * (upper[i] >> 4)) >> 16) + ((b * (lower[i] >> 4)) >> 16) + 2;
      to[start + i] = (byte) (sum >> 2);
    }
  }

  private void halve(Resampler.Canvas target) {
    int channels = rows.channels();
    int samples = (target.x1() - target.x0()) * channels;
    if (upper.length < 2 * samples) {
      upper = new int[2 * samples];
      lower = new int[2 * samples];
    }
    for (int y = target.y0(); y < target.y1(); y++) {
      widen(rows.row(2 * y, 2 * target.x0(), 2 * target.x1()), upper, 2 * samples);
      widen(rows.row(2 * y + 1, 2 * target.x0(), 2 * target.x1()), lower, 2 * samples);
      int at = target.start(y, channels);
      for (int x = 0; x < target.x1() - target.x0(); x++) {
        for (int c = 0; c < channels; c++) {
          int left = 2 * x * channels + c;
          int right = left + channels;
          int sum = upper[left] + upper[right] + lower[left] + lower[right];
          target.samples()[at++] = (byte) ((sum + 2) >> 2);
        }
      }
    }
  }

  private static void widen(byte[] row, int[] to, int samples) {
    for (int i = 0; i < samples; i++) {
      to[i] = row[i] & 0xff;
    }
  }

  private static int clamp(int position, int size) {
    return Math.max(0, Math.min(position, size - 1));
  }
}
