package dev.trtcal.analysis.tune;

/**
 * What INT8 may cost.
 *
 * @param points of top-1, on a hundred
 */
public record Budget(double points) {
  /** Points that INT8 may cost unless the user says otherwise. */
  public static final double DEFAULT_POINTS = 0.5;

  /**
   * Changed answers for each lost one: an answer changes where the two best classes are close, and
   * there FP32 is wrong nearly as often as right, so most changes cost nothing. The figures:
   * docs/debugging.md.
   */
  private static final double CHANGED_FOR_LOST = 4;

  /** The same without labels: the least share of unchanged answers. */
  double agreement() {
    return 1 - CHANGED_FOR_LOST * points / 100;
  }
}
