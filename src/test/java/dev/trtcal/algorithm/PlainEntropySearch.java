package dev.trtcal.algorithm;

/** The entropy rule word for word, every candidate from the start: the oracle of the fast form. */
final class PlainEntropySearch {
  private static final int LEVELS = 128;

  private PlainEntropySearch() {}

  /** The chosen candidate. */
  static int bin(Histogram histogram) {
    double[] h = trusted(histogram);
    double best = Double.POSITIVE_INFINITY;
    int chosen = Histogram.BINS;
    for (int i = 128; i <= Histogram.BINS; i++) {
      double divergence = divergence(h, i);
      if (divergence < Double.POSITIVE_INFINITY && divergence <= best) {
        best = divergence;
        chosen = i;
      }
    }
    return chosen;
  }

  /** A candidate's divergence; infinite when it is none. */
  static double divergence(Histogram histogram, int i) {
    return divergence(trusted(histogram), i);
  }

  /** The counts with the zero bin, which is not trusted, replaced by its neighbour. */
  private static double[] trusted(Histogram histogram) {
    double[] h = new double[Histogram.BINS];
    for (int j = 0; j < h.length; j++) {
      h[j] = histogram.count(j == 0 ? 1 : j);
    }
    return h;
  }

  private static double divergence(double[] h, int i) {
    double all = 0;
    for (double count : h) {
      all += count;
    }
    double outside = 0;
    for (int j = i; j < h.length; j++) {
      outside += h[j];
    }
    int occupied = 0;
    for (int j = 0; j < i; j++) {
      occupied += h[j] > 0 ? 1 : 0;
    }
    if ((h[i - 1] == 0 && outside > 0) || occupied < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double[] mass = new double[LEVELS];
    int[] members = new int[LEVELS];
    for (int j = 0; j < i; j++) {
      mass[j * LEVELS / i] += h[j];
      members[j * LEVELS / i] += h[j] > 0 ? 1 : 0;
    }
    double[] q = new double[i];
    double sumOfQ = 0;
    for (int j = 0; j < i; j++) {
      q[j] = h[j] > 0 ? mass[j * LEVELS / i] / members[j * LEVELS / i] : 0;
      sumOfQ += q[j];
    }
    double divergence = 0;
    for (int j = 0; j < i; j++) {
      if (h[j] > 0) {
        double p = (h[j] + (j == i - 1 ? outside : 0)) / all;
        divergence += p * StrictMath.log(p / (q[j] / sumOfQ));
      }
    }
    return divergence;
  }
}
