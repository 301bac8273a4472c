package dev.trtcal.algorithm;

import java.util.Optional;

/**
 * TensorRT's Legacy calibrator: a quantile of the histogram, or where a straight line fitted to the
 * logarithm of its counts reaches zero.
 *
 * <p>Source: docs/algorithms.md#legacy.
 */
public final class LegacyRule {
  /** What TensorRT subtracts from ln(count + 1); the decimal, not ln 2. */
  private static final double OFFSET = 0.694;

  private LegacyRule() {}

  /**
   * The threshold.
   *
   * @param quantile share of the values to cover, 0 to 1; zeros count
   * @param cutoff share of the peak's log count down to which the line is fitted, 0 to 1; 1 means
   *     the quantile alone
   * @return with the bin of the quantile, counted from 1, whichever of the two decided
   */
  public static Threshold threshold(Histogram histogram, double quantile, double cutoff) {
    int bin = quantileBin(histogram, quantile);
    double byQuantile = bin * (double) histogram.width();
    double value = cutoff < 1 ? byRegression(histogram, cutoff, byQuantile) : byQuantile;
    return Threshold.of(histogram, bin, value, Optional.empty());
  }

  /** The fewest bins that hold more than the quantile. */
  private static int quantileBin(Histogram histogram, double quantile) {
    double wanted = quantile * histogram.total();
    long seen = 0;
    for (int n = 1; n <= Histogram.BINS; n++) {
      seen += histogram.count(n - 1);
      if (seen > wanted) {
        return n;
      }
    }
    return Histogram.BINS;
  }

  private static double byRegression(Histogram histogram, double cutoff, double otherwise) {
    double[] y = new double[Histogram.BINS];
    int peak = 1;
    for (int j = 1; j < Histogram.BINS; j++) {
      y[j] = Math.log(histogram.count(j) + 1.0) - OFFSET;
      peak = y[j] > y[peak] ? j : peak;
    }
    int n = 0;
    double meanX = 0;
    double meanY = 0;
    for (int j = peak; j < Histogram.BINS; j++) {
      if (y[j] >= cutoff * y[peak]) {
        n++;
        meanX += j + 0.5;
        meanY += y[j];
      }
    }
    if (n < 2) {
      return otherwise;
    }
    meanX /= n;
    meanY /= n;
    double covariance = 0;
    double variance = 0;
    for (int j = peak; j < Histogram.BINS; j++) {
      if (y[j] >= cutoff * y[peak]) {
        double dx = j + 0.5 - meanX;
        covariance += dx * (y[j] - meanY);
        variance += dx * dx;
      }
    }
    double slope = covariance / variance;
    double value = (meanX - meanY / slope) * histogram.width();
    return slope < 0 && value <= 2.0 * histogram.maxAbs() ? value : otherwise;
  }
}
