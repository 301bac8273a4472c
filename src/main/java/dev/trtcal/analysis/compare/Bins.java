package dev.trtcal.analysis.compare;

import dev.trtcal.algorithm.Histogram;
import java.util.ArrayList;
import java.util.List;

/**
 * Magnitudes counted in bins of equal width.
 *
 * @param width of a bin, in the tensor's own unit
 * @param counts bin i covers [i * width, (i + 1) * width); empty bins at the end are left out
 */
public record Bins(double width, List<Long> counts) {
  private static final int BINS = 128;
  private static final int FOLD = Histogram.BINS / BINS;

  public Bins {
    counts = List.copyOf(counts);
  }

  static Bins of(Histogram histogram) {
    List<Long> counts = new ArrayList<>();
    int used = 0;
    for (int bin = 0; bin < BINS; bin++) {
      long sum = 0;
      for (int i = 0; i < FOLD; i++) {
        sum += histogram.count(bin * FOLD + i);
      }
      counts.add(sum);
      used = sum > 0 ? bin + 1 : used;
    }
    return new Bins((double) histogram.width() * FOLD, counts.subList(0, used));
  }
}
