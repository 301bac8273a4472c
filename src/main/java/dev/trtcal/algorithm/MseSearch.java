package dev.trtcal.algorithm;

import java.util.Optional;

/**
 * The threshold with the least mean squared error between the values and what INT8 makes of them:
 * values beyond it saturate, those below are rounded to the nearest of 127 steps. Values count as
 * lying in the middle of their bin, those of the first bin as zeros.
 *
 * <p>Source: docs/algorithms.md#mse.
 */
public final class MseSearch {
  /** Below this a step would be finer than the histogram. */
  private static final int FIRST = 128;

  private static final int STEPS = 127;

  /** Errors this close are equal: they differ by the rounding of the sum alone. */
  private static final double ROUNDING = 1e-12;

  private MseSearch() {}

  /**
   * Searches.
   *
   * @return the upper edge of one of the bins {@value #FIRST} to {@link Histogram#BINS}, counted
   *     from 1, at most the largest magnitude; of equal ones the largest
   */
  public static Threshold threshold(Histogram histogram) {
    double least = Double.POSITIVE_INFINITY;
    int chosen = Histogram.BINS;
    for (int i = FIRST; i <= Histogram.BINS; i++) {
      double error = error(histogram, i);
      if (error <= least * (1 + ROUNDING)) {
        least = Math.min(least, error);
        chosen = i;
      }
    }
    double value = Math.min(chosen * (double) histogram.width(), histogram.maxAbs());
    return Threshold.of(histogram, chosen, value, Optional.empty());
  }

  /** The sum of squared errors, in squared bin widths. */
  static double error(Histogram histogram, int i) {
    double step = i / (double) STEPS;
    double sum = 0;
    for (int j = 1; j < Histogram.BINS; j++) {
      long count = histogram.count(j);
      if (count > 0) {
        double x = j + 0.5;
        double rounded = Math.min(Math.rint(x / step), STEPS) * step;
        sum += count * (x - rounded) * (x - rounded);
      }
    }
    return sum;
  }
}
