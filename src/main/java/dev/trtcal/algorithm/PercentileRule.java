package dev.trtcal.algorithm;

import java.util.Optional;

/**
 * The magnitude that a share of the values does not exceed. Unlike Legacy's quantile it is not
 * rounded to a bin: values count as spread evenly over theirs.
 *
 * <p>Source: docs/algorithms.md#percentile.
 */
public final class PercentileRule {
  private PercentileRule() {}

  /**
   * The threshold.
   *
   * @param percent of the values to cover, above 0 and up to 100; zeros count
   * @return at most the largest magnitude; with the bin that holds it, counted from 0
   */
  public static Threshold threshold(Histogram histogram, double percent) {
    double wanted = percent / 100 * histogram.total();
    long before = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      long count = histogram.count(bin);
      if (count > 0 && before + count >= wanted) {
        double position = bin + (wanted - before) / count;
        return of(histogram, bin, position * histogram.width());
      }
      before += count;
    }
    return of(histogram, Histogram.BINS - 1, histogram.maxAbs());
  }

  private static Threshold of(Histogram histogram, int bin, double value) {
    double most = histogram.maxAbs();
    return Threshold.of(histogram, bin, Math.min(value, most), Optional.empty());
  }
}
