package dev.trtcal.analysis.audit;

import dev.trtcal.algorithm.Histogram;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one tensor showed: of each image the largest magnitude and a coarse histogram of |x|; of all
 * images a fine one; and of each of {@value #CHUNKS} random parts of the set the histogram that the
 * entropy search takes. The histograms' range is a power of two that covers everything seen, so
 * that neither the order of the images nor the batch decides it. Takes 640 KiB, and {@value
 * #LEVELS} floats an image.
 */
final class TensorStatistics {
  /** Random parts of the set of which subsets are composed. */
  static final int CHUNKS = 32;

  /** Bins of an image's coarse histogram: {@value #LEVELS_AN_OCTAVE} an octave of |x|. */
  static final int LEVELS = 32;

  private static final int LEVELS_AN_OCTAVE = 2;

  /** Octaves that images may exceed the first one by before they share a level. */
  private static final int HEADROOM = 3;

  /** Bins of the fine histogram. */
  static final int FINE = 1 << 14;

  static final int FINE_A_BIN = FINE / Histogram.BINS;

  /** Bits of a float32 below its exponent and the first bit of its mantissa: half octaves. */
  private static final int LEVEL_SHIFT = 22;

  private final String name;
  private final List<Float> maxima = new ArrayList<>();
  private final List<float[]> beyond = new ArrayList<>();
  private final long[] fine = new long[FINE];
  private final long[][] chunks = new long[CHUNKS][Histogram.BINS];
  private Extremes extremes = Extremes.NONE;
  private float range;
  private int lowestLevel = Integer.MAX_VALUE;

  TensorStatistics(String name) {
    this.name = name;
  }

  /** As TensorRT names it. */
  String name() {
    return name;
  }

  /**
   * Observes the next image.
   *
   * @param chunk the part of the set that it belongs to
   * @param scratch {@link #FINE} zeros, which they are again afterwards
   * @return whether all values were finite
   */
  boolean add(FloatBuffer values, int chunk, int[] scratch) {
    Extremes seen = Extremes.of(values);
    if (!seen.areFinite()) {
      return false;
    }
    float max = seen.magnitude();
    cover(max);
    maxima.add(max);
    extremes = extremes.merged(seen);
    beyond.add(count(values, max, chunks[chunk], scratch));
    return true;
  }

  private float[] count(FloatBuffer values, float max, long[] chunk, int[] scratch) {
    int to = values.limit();
    float perBin = range == 0 ? 0 : FINE / range;
    float[] block = new float[Extremes.BLOCK];
    for (int from = values.position(); from < to; from += Extremes.BLOCK) {
      int size = Math.min(Extremes.BLOCK, to - from);
      values.get(from, block, 0, size);
      for (int i = 0; i < size; i++) {
        scratch[Math.min((int) (Math.abs(block[i]) * perBin), FINE - 1)]++;
      }
    }
    float[] shares = new float[LEVELS];
    int last = Math.min((int) (max * perBin), FINE - 1);
    for (int bin = 0; bin <= last; bin++) {
      int count = scratch[bin];
      if (count != 0) {
        scratch[bin] = 0;
        fine[bin] += count;
        chunk[bin / FINE_A_BIN] += count;
        shares[level(bin)] += count;
      }
    }
    float all = Math.max(1, values.remaining());
    float sum = 0;
    for (int level = LEVELS - 1; level >= 0; level--) {
      sum += shares[level] / all;
      shares[level] = sum;
    }
    return shares;
  }

  /** The level of |x| that the middle of a fine bin lies on. */
  private int level(int bin) {
    int bits = Float.floatToRawIntBits((bin + 0.5f) / FINE * range) >>> LEVEL_SHIFT;
    return Math.max(0, Math.min(bits - lowestLevel, LEVELS - 1));
  }

  /** Widens the range to the power of two that covers a magnitude, merging bins in pairs. */
  private void cover(float max) {
    if (max <= range) {
      return;
    }
    float wanted = Math.scalb(1f, Math.min(Math.getExponent(max) + 1, Float.MAX_EXPONENT));
    if (range == 0) {
      range = wanted;
      lowestLevel =
          (Float.floatToRawIntBits(wanted) >>> LEVEL_SHIFT) + HEADROOM * LEVELS_AN_OCTAVE - LEVELS;
    }
    for (; range < wanted; range *= 2) {
      halve(fine);
      for (long[] chunk : chunks) {
        halve(chunk);
      }
    }
  }

  static void halve(long[] counts) {
    int half = counts.length / 2;
    for (int i = 0; i < half; i++) {
      counts[i] = counts[2 * i] + counts[2 * i + 1];
    }
    Arrays.fill(counts, half, counts.length, 0);
  }

  /** Images observed. */
  int images() {
    return maxima.size();
  }

  /** The largest magnitude in one image. */
  float max(int image) {
    return maxima.get(image);
  }

  /** The largest magnitude of all images. */
  float max() {
    return extremes.magnitude();
  }

  /** The shares of one image's values on and above each level of |x|; not to be modified. */
  float[] beyond(int image) {
    return beyond.get(image);
  }

  /** The histogram of some parts of the set, whatever their order: its range is a power of two. */
  Histogram ofChunks(int... parts) {
    long[] counts = new long[Histogram.BINS];
    for (int part : parts) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += chunks[part][i];
      }
    }
    return Histogram.of(counts, range / Histogram.BINS, max());
  }

  /**
   * The histogram of the whole set with bins of another width, the counts of a bin that an edge
   * cuts being split by width.
   *
   * @param width so that {@link Histogram#BINS} bins cover everything
   */
  Histogram ofWidth(float width) {
    long[] counts = new long[Histogram.BINS];
    double fineBins = (double) width * FINE / range;
    double before = 0;
    long given = 0;
    double sum = 0;
    int next = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      double edge = bin == Histogram.BINS - 1 ? FINE : Math.min((bin + 1) * fineBins, FINE);
      for (; next + 1 <= edge; next++) {
        sum += fine[next];
      }
      before = next < FINE ? sum + (edge - next) * fine[next] : sum;
      counts[bin] = Math.round(before) - given;
      given += counts[bin];
    }
    return Histogram.of(counts, width, max());
  }

  /** The histogram on the grid of widths that {@code --range whole-set} counts on. */
  Histogram wholeSet() {
    return fineCounts().histogram();
  }

  /** The range of the histograms: a power of two, 0 where all was 0. */
  float range() {
    return range;
  }

  /** The histogram of all images, as fine as it is kept. */
  FineCounts fineCounts() {
    return new FineCounts(range, extremes, fine.clone());
  }
}
