package dev.trtcal.analysis.audit;

import dev.trtcal.algorithm.Histogram;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * A tensor's fine histogram of |x|, on a range that is a power of two beyond all that was seen: so
 * merging is exact and goes in any order.
 *
 * @param range that the bins cover together; 0 where all was 0
 * @param extremes of all values, with their signs
 * @param counts occurrences, shape [{@link TensorStatistics#FINE}]; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FineCounts(float range, Extremes extremes, long[] counts) implements Serializable {
  /** The largest magnitude seen. */
  float max() {
    return extremes.magnitude();
  }

  /**
   * Jensen-Shannon distance of two tensors' |x|: see {@link Coverage.Tensor#distance}. That of a
   * tensor of zeros alone to any other is 1.
   */
  double distance(FineCounts other) {
    if (range == 0 || other.range == 0) {
      return range == other.range ? 0 : 1;
    }
    return Coverage.distance(histogram(), other.histogram());
  }

  /**
   * What that distance would be if both were samples of the same values, by chance alone. The
   * divergence of near distributions is a mean of squares, 1/8 the sum of (p - q)^2 / m over the
   * bins, and (p - q)^2 is m (1 / n + 1 / n') on average when n and n' values are counted. Values
   * of one image are not independent, so the true one is larger.
   */
  double chanceDistance(FineCounts other) {
    Histogram both = merged(other).histogram();
    long bins = IntStream.range(0, Histogram.BINS).filter(bin -> both.count(bin) > 0).count();
    double values = 1.0 / histogram().total() + 1.0 / other.histogram().total();
    return Math.sqrt(bins * values / (8 * Math.log(2)));
  }

  /** Both together. */
  FineCounts merged(FineCounts other) {
    float wider = Math.max(range, other.range);
    long[] sum = widened(wider);
    long[] more = other.widened(wider);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
    return new FineCounts(wider, extremes.merged(other.extremes), sum);
  }

  private long[] widened(float wider) {
    long[] copy = counts.clone();
    for (float at = range; at > 0 && at < wider; at *= 2) {
      TensorStatistics.halve(copy);
    }
    return copy;
  }

  /** With bins as the entropy search takes them. */
  Histogram histogram() {
    long[] coarse = new long[Histogram.BINS];
    for (int i = 0; i < counts.length; i++) {
      coarse[i / TensorStatistics.FINE_A_BIN] += counts[i];
    }
    return Histogram.of(coarse, range / Histogram.BINS, max());
  }

  /**
   * The magnitude that a number of the values exceed, to a part in 16,384 of the range; the largest
   * of all where that number is 1 or less.
   *
   * <p>Data n times as many as others of the same kind reach farther than these by chance alone.
   * What n of their values exceed is what as few as the others would reach.
   */
  double exceededBy(double values) {
    double beyond = 0;
    for (int i = counts.length - 1; values > 1 && i >= 0; i--) {
      if (beyond + counts[i] >= values) {
        double part = (values - beyond) / counts[i];
        return Math.min(max(), (i + 1 - part) * range / counts.length);
      }
      beyond += counts[i];
    }
    return max();
  }

  /**
   * The share of all values whose magnitude exceeds a threshold, to a part in 16,384 of the range.
   */
  double shareBeyond(double threshold) {
    if (range == 0 || threshold >= max()) {
      return 0;
    }
    double beyond = 0;
    double total = 0;
    double edge = threshold * counts.length / range;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      beyond += counts[i] * Math.max(0, Math.min(1, i + 1 - edge));
    }
    return beyond / total;
  }
}
