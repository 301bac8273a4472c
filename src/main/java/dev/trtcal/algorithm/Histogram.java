package dev.trtcal.algorithm;

import dev.trtcal.UsageException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The distribution of |x| of one tensor over all batches, as TensorRT's Entropy, Entropy2 and
 * Legacy calibrators keep it: {@value #BINS} bins of equal width from 0. The first batch that holds
 * anything but zeros sets the range, so the order of the batches matters; a later batch that
 * exceeds it doubles the width, merging the bins in pairs. Takes 16 KiB whatever the amount of
 * data. Shards of the data can be counted apart and {@linkplain #merge merged}. {@link #onGrid()}
 * makes one that the order does not matter to. Not safe for use by two threads at once.
 *
 * <p>Source: docs/algorithms.md#histogram.
 */
public final class Histogram {
  /** Number of bins. */
  public static final int BINS = 2048;

  private final long[] counts = new long[BINS];
  private float width;
  private float maxAbs;

  /**
   * The narrowest width at which a value lay beyond the range's end, or so near to it that the
   * product rounds there, and was counted in the last bin; infinite while none did.
   */
  private float clampedAt = Float.POSITIVE_INFINITY;

  /** Whether the width is a power of two, the least at which the bins cover all that was seen. */
  private final boolean onGrid;

  /** An empty histogram, whose range the data will set. */
  public Histogram() {
    this(false);
  }

  private Histogram(boolean onGrid) {
    this.onGrid = onGrid;
  }

  /**
   * An empty histogram whose width is always the least power of two at which the bins cover all
   * that was counted. Such widths are exact to multiply by and lie on one grid for all data, so
   * that histograms on it {@linkplain #merge merge} in any order, into what counting everything at
   * once gives.
   *
   * <p>Source: docs/algorithms.md#range-of-the-whole-data.
   */
  public static Histogram onGrid() {
    return new Histogram(true);
  }

  /**
   * A histogram on the grid that was counted elsewhere.
   *
   * @param counts as in {@link #of}
   * @param width as in {@link #of}, a power of two
   * @param maxAbs largest magnitude counted
   */
  public static Histogram onGrid(long[] counts, float width, float maxAbs) {
    Histogram histogram = onGrid();
    histogram.fill(counts, width, maxAbs);
    return histogram;
  }

  /**
   * An empty histogram of a known range. If nothing that is counted exceeds it, the result does not
   * depend on the order; what exceeds it doubles the width, as in any histogram. So the shards of a
   * data set that is to be {@linkplain #merge merged} start with the range that the first batch of
   * all has.
   *
   * @param maxAbs largest magnitude that is expected, finite
   */
  public static Histogram ofRange(float maxAbs) {
    Histogram histogram = new Histogram();
    histogram.width = maxAbs / BINS;
    return histogram;
  }

  /**
   * A histogram made elsewhere, such as in TensorRT's Legacy calibrator.
   *
   * @param counts occurrences a bin, {@link #BINS} of them; copied
   * @param width bin width, in the tensor's own unit; 0 when only zeros were counted
   * @param maxAbs largest magnitude counted
   */
  public static Histogram of(long[] counts, float width, float maxAbs) {
    Histogram histogram = new Histogram();
    histogram.fill(counts, width, maxAbs);
    histogram.clampedAt = 0;
    return histogram;
  }

  private void fill(long[] counts, float width, float maxAbs) {
    if (counts.length != BINS) {
      throw new IllegalArgumentException(counts.length + " bins; a histogram has " + BINS);
    }
    System.arraycopy(counts, 0, this.counts, 0, BINS);
    this.width = width;
    this.maxAbs = maxAbs;
  }

  /**
   * Adds what another histogram counted of data that come later: the result is, count by count,
   * that of one histogram which counted this one's data and then the other's. That is possible when
   * both are {@linkplain #onGrid() on the grid}, whichever is the later; when both have the same
   * width up to powers of two, as all of one starting range have; and in these cases besides: one
   * of them counted zeros alone, or this one's range is infinite.
   *
   * @param later not modified
   * @throws UsageException {@code histogram.unmergeable} when the result would be another than the
   *     single pass's: the widths are no powers of two apart, the other's range is wider than its
   *     data called for, it is infinite, or it had values at its range's end while that was
   *     narrower than this one's is now
   */
  public void merge(Histogram later) {
    if (!(onGrid && later.onGrid)) {
      Merge.check(this, later);
    }
    if (width == 0) {
      width = later.width;
      clampedAt = later.clampedAt;
    }
    while (width < later.width) {
      doubleWidth();
    }
    long[] counts = Merge.widened(later, width);
    for (int j = 0; j < BINS; j++) {
      this.counts[j] += counts[j];
    }
    maxAbs = Math.max(maxAbs, later.maxAbs);
    clampedAt = Math.min(clampedAt, later.clampedAt);
  }

  /** The narrowest width at which a value was counted in the last bin for want of a wider one. */
  float clampedAt() {
    return clampedAt;
  }

  /**
   * Counts a batch.
   *
   * @param batch the tensor's values from position to limit, in any order; not moved or modified.
   *     NaN takes no part in the range and counts in bin 0. An infinity makes the width infinite
   *     when it is in the batch that sets the range; in a later batch it counts in the last bin and
   *     the range stays
   * @return whether all values were finite
   */
  public boolean add(FloatBuffer batch) {
    int bits = MaxAbs.bits(batch);
    add(batch, MaxAbs.value(bits, batch));
    return MaxAbs.isFinite(bits);
  }

  /**
   * Counts a batch whose largest magnitude is known.
   *
   * @param batch as in {@link #add(FloatBuffer)}
   * @param batchMax the largest |x| of it, NaN left out
   */
  public void add(FloatBuffer batch, float batchMax) {
    maxAbs = Math.max(maxAbs, batchMax);
    if (onGrid) {
      cover(batchMax);
    } else if (width == 0) {
      width = batchMax / BINS;
    } else if (batchMax < Float.POSITIVE_INFINITY) {
      while (batchMax > (double) width * BINS) {
        doubleWidth();
      }
    }
    if (width == 0) {
      counts[0] += batch.remaining();
    } else {
      if (batchMax * (1f / width) >= BINS) {
        clampedAt = Math.min(clampedAt, width);
      }
      Binning.count(batch, 1f / width, counts);
    }
  }

  /** An infinity makes the width infinite, and bin 0 take in everything, whenever it comes. */
  private void cover(float max) {
    float least = gridWidth(max);
    if (width == 0) {
      width = least;
    }
    while (width < least) {
      doubleWidth();
    }
  }

  /**
   * The least power of two at which all bins together reach beyond a magnitude; not below the
   * smallest whose reciprocal is finite.
   */
  static float gridWidth(float max) {
    if (max == 0 || max == Float.POSITIVE_INFINITY) {
      return max;
    }
    int exponent = Math.getExponent(max) + 1 - Integer.numberOfTrailingZeros(BINS);
    return Math.scalb(1f, Math.max(exponent, Float.MIN_EXPONENT));
  }

  private void doubleWidth() {
    mergePairs(counts);
    width *= 2;
  }

  /** What the counts are when bins are twice as wide. */
  static void mergePairs(long[] counts) {
    for (int j = 0; j < BINS / 2; j++) {
      counts[j] = counts[2 * j] + counts[2 * j + 1];
    }
    Arrays.fill(counts, BINS / 2, BINS, 0);
  }

  /** Occurrences in one bin, which covers [bin * width, (bin + 1) * width). */
  public long count(int bin) {
    return counts[bin];
  }

  /** Occurrences a bin; a copy. */
  public long[] counts() {
    return counts.clone();
  }

  /** Values counted. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Bin width, in the tensor's own unit; 0 while nothing but zeros was counted. */
  public float width() {
    return width;
  }

  /** Largest magnitude counted, in the tensor's own unit. */
  public float maxAbs() {
    return maxAbs;
  }

  /**
   * The share of the values beyond a threshold, 0 to 1; a bin that the threshold cuts counts by the
   * part of its width that is beyond.
   */
  public double shareBeyond(double threshold) {
    long total = total();
    if (total == 0 || width == 0 || threshold >= maxAbs) {
      return 0;
    }
    double position = threshold / width;
    if (position >= BINS) {
      return 0;
    }
    int cut = (int) position;
    double beyond = counts[cut] * (cut + 1 - position);
    for (int j = cut + 1; j < BINS; j++) {
      beyond += counts[j];
    }
    return beyond / total;
  }
}
