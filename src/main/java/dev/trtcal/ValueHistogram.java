package dev.trtcal;

/** How often each magnitude occurred in one tensor over all data. Immutable. */
public final class ValueHistogram {
  private final double width;
  private final long[] counts;

  /**
   * @param width of a bin, in the tensor's own unit; positive and finite
   * @param counts occurrences of |x|, shape [bins]; bin i covers [i·width, (i+1)·width); copied
   */
  public ValueHistogram(double width, long[] counts) {
    if (!(width > 0) || Double.isInfinite(width)) {
      throw new IllegalArgumentException("width " + width + ": must be positive and finite");
    }
    this.width = width;
    this.counts = counts.clone();
  }

  /** The width of a bin, in the tensor's own unit. */
  public double width() {
    return width;
  }

  /** Occurrences a bin, shape [bins]; a copy. */
  public long[] counts() {
    return counts.clone();
  }

  /**
   * Signal over the error of quantizing such a tensor by itself, in dB: a twelfth of the squared
   * scale where a value is rounded, and what lies beyond the threshold where it saturates.
   *
   * @param threshold above 0, in the tensor's own unit
   */
  public double sqnrDb(double threshold) {
    double scale = threshold / 127;
    double signal = 0;
    double noise = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double x = (bin + 0.5) * width;
      double beyond = Math.max(0, x - threshold);
      signal += counts[bin] * x * x;
      noise += counts[bin] * (beyond > 0 ? beyond * beyond : scale * scale / 12);
    }
    return 10 * Math.log10(signal / noise);
  }
}
