package dev.trtcal.algorithm;

import dev.trtcal.UsageException;

/**
 * When two histograms may be merged. Counting at a width and merging bins in pairs gives what
 * counting at twice the width gives, because scaling by two is exact; but for values at the end of
 * the range, which the last bin takes in and which pair with what lies below them.
 */
final class Merge {
  private Merge() {}

  /** Refuses what would not be the result of a single pass. */
  static void check(Histogram first, Histogram later) {
    boolean zerosAlone = first.width() == 0 || later.width() == 0;
    if (zerosAlone || first.width() == Float.POSITIVE_INFINITY) {
      return;
    }
    if (later.width() == Float.POSITIVE_INFINITY) {
      throw refused("the later one's range is infinite, so it no longer knows its values");
    }
    if (!isPowerOfTwo((double) first.width() / later.width())) {
      throw refused(
          "bins of "
              + first.width()
              + " and "
              + later.width()
              + " are no power of two apart; start all shards with the range of the first batch");
    }
    boolean wider = later.width() > first.width();
    boolean calledFor =
        Float.isFinite(later.maxAbs())
            && later.maxAbs() > (double) later.width() * Histogram.BINS / 2;
    if (wider && !calledFor) {
      throw refused(
          "the later one's range of "
              + later.width() * (double) Histogram.BINS
              + " is wider than its largest value, "
              + later.maxAbs()
              + ", calls for");
    }
    if (later.clampedAt() < first.width()) {
      throw refused(
          "the later one counted values at the end of a range of "
              + later.clampedAt() * (double) Histogram.BINS
              + ", where a single pass has one of "
              + first.width() * (double) Histogram.BINS);
    }
  }

  private static UsageException refused(String why) {
    return new UsageException(
        "histogram.unmergeable", "histograms cannot be merged as a single pass would: " + why);
  }

  private static boolean isPowerOfTwo(double ratio) {
    return ratio == Math.scalb(1.0, Math.getExponent(ratio));
  }

  /** Counts as they would be at a width that is a power of two times the histogram's. */
  static long[] widened(Histogram histogram, float width) {
    long[] counts = histogram.counts();
    if (width == Float.POSITIVE_INFINITY || histogram.width() == 0) {
      long[] all = new long[Histogram.BINS];
      all[0] = histogram.total();
      return all;
    }
    for (float at = histogram.width(); at < width; at *= 2) {
      Histogram.mergePairs(counts);
    }
    return counts;
  }
}
