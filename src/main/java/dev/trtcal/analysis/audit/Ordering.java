package dev.trtcal.analysis.audit;

import java.util.Arrays;
import java.util.Random;

/** Random orders that a seed alone decides, and order statistics. */
final class Ordering {
  private Ordering() {}

  /** The numbers 0 to {@code size} - 1 in random order. */
  static int[] permutation(int size, Random random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * A quantile by linear interpolation between the two nearest values.
   *
   * @param values at least one; not modified
   * @param share 0 for the least, 1 for the largest
   */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The middle value. */
  static double median(double[] values) {
    return quantile(values, 0.5);
  }
}
