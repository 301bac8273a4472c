package dev.trtcal.gpu;

import java.util.Arrays;

/** How alike two orders are. */
final class RankCorrelation {
  private RankCorrelation() {}

  /** Spearman's coefficient, -1 to 1; equal values share the mean of their ranks. */
  static double spearman(double[] first, double[] second) {
    double[] a = ranks(first);
    double[] b = ranks(second);
    double mean = (a.length + 1) / 2.0;
    double both = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - mean) * (b[i] - mean);
      squaresA += (a[i] - mean) * (a[i] - mean);
      squaresB += (b[i] - mean) * (b[i] - mean);
    }
    return both / Math.sqrt(squaresA * squaresB);
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int below = 0;
      int equal = 0;
      for (double other : sorted) {
        below += Double.compare(other, values[i]) < 0 ? 1 : 0;
        equal += Double.compare(other, values[i]) == 0 ? 1 : 0;
      }
      ranks[i] = below + (equal + 1) / 2.0;
    }
    return ranks;
  }
}
