package dev.trtcal.analysis.audit;

import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A hash of what an image shows, whatever its size, brightness and compression: which of the 64
 * lowest spatial frequencies of its 32x32 grey version, but the constant, are above their median.
 *
 * <p>Source: C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010,
 * section 3.2.1.
 */
final class PerceptualHash {
  private static final int SIDE = 32;
  private static final int KEPT = 8;
  private static final Preprocess SMALL =
      Preprocess.builder().color(ColorOrder.GRAY).resize(SIDE, SIDE).build();
  private static final double[][] COSINE = new double[KEPT][SIDE];

  static {
    for (int k = 0; k < KEPT; k++) {
      for (int x = 0; x < SIDE; x++) {
        COSINE[k][x] = Math.cos(Math.PI * k * (2 * x + 1) / (2.0 * SIDE));
      }
    }
  }

  private PerceptualHash() {}

  /** The hash of an image of one channel. */
  static long of(Pixels grey) {
    byte[] levels = SMALL.prepare(grey).samples().toArray(ValueLayout.JAVA_BYTE);
    double[] rows = new double[KEPT * SIDE];
    for (int k = 0; k < KEPT; k++) {
      for (int y = 0; y < SIDE; y++) {
        double sum = 0;
        for (int x = 0; x < SIDE; x++) {
          sum += (levels[y * SIDE + x] & 0xff) * COSINE[k][x];
        }
        rows[k * SIDE + y] = sum;
      }
    }
    double[] frequencies = new double[KEPT * KEPT];
    for (int k = 0; k < KEPT; k++) {
      for (int l = 0; l < KEPT; l++) {
        for (int y = 0; y < SIDE; y++) {
          frequencies[l * KEPT + k] += rows[k * SIDE + y] * COSINE[l][y];
        }
      }
    }
    double[] sorted = Arrays.copyOfRange(frequencies, 1, frequencies.length);
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    long hash = 0;
    for (int i = 1; i < frequencies.length; i++) {
      hash |= frequencies[i] > median ? 1L << i : 0;
    }
    return hash;
  }
}
