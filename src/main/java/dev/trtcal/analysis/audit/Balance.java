package dev.trtcal.analysis.audit;

/** How evenly images spread over classes. */
final class Balance {
  /** Below it, half of the classes might as well be missing. */
  static final double DOUBTFUL = 0.4;

  /** Below it, one class in ten or so has nearly everything. */
  static final double BAD = 0.15;

  private Balance() {}

  /**
   * The effective number of classes, e to the entropy of their shares, on a scale from 0 (all in
   * one class) to 1 (evenly over as many as there can be).
   *
   * @param counts images a class
   * @param possible classes that there could be
   */
  static double evenness(int[] counts, int possible) {
    double total = 0;
    for (int count : counts) {
      total += count;
    }
    double entropy = 0;
    for (int count : counts) {
      entropy -= count == 0 ? 0 : count / total * Math.log(count / total);
    }
    return possible < 2 ? 1 : Math.min(1, (Math.exp(entropy) - 1) / (possible - 1));
  }
}
