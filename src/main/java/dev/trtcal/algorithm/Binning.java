package dev.trtcal.algorithm;

import java.nio.FloatBuffer;

/**
 * Counts values into a histogram's bins, as fast as a core stores: the bins of a block of values
 * are computed together, in vector instructions, and counted in {@value #TABLES} tables in turn,
 * since a bin that is hit twice in a row, as 0 is after a ReLU, would make the second hit wait for
 * the first.
 */
final class Binning {
  private static final int BINS = Histogram.BINS;

  /** Values a block: block, bins and tables fit a core's first cache together. */
  private static final int BLOCK = 1024;

  private static final int TABLES = 4;

  private Binning() {}

  /**
   * Counts a batch.
   *
   * @param batch values from position to limit; not moved
   * @param reciprocal of the bins' width, in float32
   * @param counts what to add to, {@link Histogram#BINS} of them
   */
  static void count(FloatBuffer batch, float reciprocal, long[] counts) {
    float[] values = new float[BLOCK];
    int[] bins = new int[BLOCK];
    int[] tables = new int[TABLES * BINS];
    int end = batch.limit();
    int size;
    for (int from = batch.position(); from < end; from += size) {
      size = Math.min(BLOCK, end - from);
      batch.get(from, values, 0, size);
      bins(values, size, reciprocal, bins);
      tally(bins, size, tables);
    }
    for (int j = 0; j < BINS; j++) {
      counts[j] +=
          (long) tables[j] + tables[BINS + j] + tables[2 * BINS + j] + tables[3 * BINS + j];
    }
  }

  /**
   * The reciprocal and the product are float32 on purpose: a float32 division would put values on a
   * bin's edge, such as a constant background, one bin too high. The conversion to int saturates:
   * NaN becomes 0 and infinity the last bin.
   */
  private static void bins(float[] values, int size, float reciprocal, int[] bins) {
    for (int i = 0; i < size; i++) {
      bins[i] = Math.min((int) (Math.abs(values[i]) * reciprocal), BINS - 1);
    }
  }

  private static void tally(int[] bins, int size, int[] tables) {
    int i = 0;
    for (; i <= size - TABLES; i += TABLES) {
      tables[bins[i]]++;
      tables[BINS + bins[i + 1]]++;
      tables[2 * BINS + bins[i + 2]]++;
      tables[3 * BINS + bins[i + 3]]++;
    }
    for (; i < size; i++) {
      tables[bins[i]]++;
    }
  }
}
