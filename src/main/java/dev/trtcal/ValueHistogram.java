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
}
