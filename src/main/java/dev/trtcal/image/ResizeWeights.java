package dev.trtcal.image;

/**
 * Which source samples make each sample of a resized row or column, and how much each counts: in
 * fixed point with {@link #BITS} fractional bits, as Pillow has it for 8-bit images. Covers only
 * the samples of a window, counted from its start.
 */
final class ResizeWeights {
  /** 32 bits less 8 for the sample and 2 for overshoot. */
  static final int BITS = 22;

  /** Weights come in whole groups of this many, since a loop over one or two is slow. */
  static final int GROUP = 3;

  /** Where a sum begins, so that cutting off the fraction rounds. */
  static final int HALF = 1 << (BITS - 1);

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

  /**
   * Weights that turn {@code in} samples into {@code out}, for the results from {@code from} to
   * before {@code to}.
   */
  static ResizeWeights of(int in, int out, ResizeFilter filter, int from, int to) {
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double support = filter.radius() * stretch;
    int[] first = new int[to - from];
    int[] count = new int[to - from];
    int most = 0;
    for (int i = 0; i < to - from; i++) {
      double centre = (i + from + 0.5) * scale;
      first[i] = Math.max((int) (centre - support + 0.5), 0);
      count[i] = Math.min((int) (centre + support + 0.5), in) - first[i];
      most = Math.max(most, count[i]);
    }
    int stride = (most + GROUP - 1) / GROUP * GROUP;
    int[] weights = new int[Math.multiplyExact(to - from, stride)];
    double[] exact = new double[most];
    for (int i = 0; i < to - from; i++) {
      double centre = (i + from + 0.5) * scale;
      double sum = 0;
      for (int k = 0; k < count[i]; k++) {
        exact[k] = filter.weight((k + first[i] - centre + 0.5) * (1 / stretch));
        sum += exact[k];
      }
      for (int k = 0; k < count[i]; k++) {
        double share = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << BITS);
        weights[i * stride + k] = (int) (share < 0 ? share - 0.5 : share + 0.5);
      }
    }
    return new ResizeWeights(first, count, weights, stride);
  }

  /** For each sample the index of its first source sample; not to be written. */
  int[] first() {
    return first;
  }

  /** For each sample how many source samples make it; not to be written. */
  int[] count() {
    return count;
  }

  /** For each sample {@link #stride()} numbers, 0 behind the first count; not to be written. */
  int[] weights() {
    return weights;
  }

  /** The largest count, or one or two more: whole groups. */
  int stride() {
    return stride;
  }

  /** The first source sample that any sample of the window needs. */
  int begin() {
    return first[0];
  }

  /** The source sample behind the last that is needed. */
  int end() {
    int last = first.length - 1;
    return first[last] + count[last];
  }
}
