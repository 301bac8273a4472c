package dev.trtcal.image;

/**
 * Which source samples make each sample of a resized row or column, and how much each counts: in
 * fixed point with {@link #BITS} fractional bits, as Pillow has it for 8-bit images.
 */
final class ResizeWeights {
  /** 32 bits less 8 for the sample and 2 for overshoot. */
  static final int BITS = 22;

  private final int[] first;
  private final int[] count;
  private final int[] weights;
  private final int stride;

  private ResizeWeights(int[] first, int[] count, int[] weights, int stride) {
    this.first = first;
    this.count = count;
    this.weights = weights;
    this.stride = stride;
  }

  /** Weights that turn {@code in} samples into {@code out}. */
  static ResizeWeights of(int in, int out, ResizeFilter filter) {
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double support = filter.radius() * stretch;
    int stride = (int) Math.ceil(support) * 2 + 1;
    int[] first = new int[out];
    int[] count = new int[out];
    int[] weights = new int[Math.multiplyExact(out, stride)];
    double[] exact = new double[stride];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max((int) (centre - support + 0.5), 0);
      int to = Math.min((int) (centre + support + 0.5), in);
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        exact[k] = filter.weight((k + from - centre + 0.5) * (1 / stretch));
        sum += exact[k];
      }
      first[i] = from;
      count[i] = to - from;
      for (int k = 0; k < to - from; k++) {
        double share = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << BITS);
        weights[i * stride + k] = (int) (share < 0 ? share - 0.5 : share + 0.5);
      }
    }
    return new ResizeWeights(first, count, weights, stride);
  }

  int first(int i) {
    return first[i];
  }

  int count(int i) {
    return count[i];
  }

  int weight(int i, int tap) {
    return weights[i * stride + tap];
  }

  /** The sample that a sum of weighted samples, begun with {@link #half()}, stands for. */
  static byte sample(int sum) {
    int value = sum >> BITS;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }

  /** Where a sum begins, so that cutting off the fraction rounds. */
  static int half() {
    return 1 << (BITS - 1);
  }
}
