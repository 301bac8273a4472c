package dev.trtcal.cache;

import java.util.Arrays;
import java.util.Objects;

/** How often each magnitude occurred in one tensor, as TensorRT's Legacy calibrator keeps it. */
public final class HistogramEntry {
  private final String name;
  private final double width;
  private final double maxAbs;
  private final long[] counts;

  /**
   * @param name the tensor's, as TensorRT names it
   * @param width of a bin, in the tensor's own unit; 0 when only zeros were counted, infinite when
   *     the first batch held an infinity
   * @param maxAbs largest magnitude counted
   * @param counts occurrences of |x|, shape [{@value HistogramCache#BINS}]; copied
   */
  public HistogramEntry(String name, double width, double maxAbs, long[] counts) {
    this.name = Objects.requireNonNull(name, "name");
    if (counts.length != HistogramCache.BINS) {
      throw new IllegalArgumentException(counts.length + " bins: must be " + HistogramCache.BINS);
    }
    if (Double.isNaN(width) || width < 0 || Arrays.stream(counts).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(name + " has a negative width or count");
    }
    this.width = width;
    this.maxAbs = maxAbs;
    this.counts = counts.clone();
  }

  /** The tensor's name, as TensorRT has it. */
  public String name() {
    return name;
  }

  /** The width of a bin, in the tensor's own unit. */
  public double width() {
    return width;
  }

  /** The largest magnitude counted, in the tensor's own unit. */
  public double maxAbs() {
    return maxAbs;
  }

  /** Occurrences a bin; bin i covers [i·width, (i+1)·width); a copy. */
  public long[] counts() {
    return counts.clone();
  }

  /** Values counted. */
  public long total() {
    return Arrays.stream(counts).sum();
  }
}
