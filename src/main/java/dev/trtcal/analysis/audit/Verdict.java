package dev.trtcal.analysis.audit;

/** How a question was answered; ordered from best to worst. */
public enum Verdict {
  GOOD,
  DOUBTFUL,
  BAD;

  /** The worse of two. */
  public Verdict and(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The verdict on a figure of which more is worse.
   *
   * @param doubtful above which it is doubtful
   * @param bad above which it is bad
   */
  static Verdict above(double value, double doubtful, double bad) {
    return value > bad ? BAD : value > doubtful ? DOUBTFUL : GOOD;
  }

  /**
   * The verdict on a figure of which less is worse.
   *
   * @param doubtful below which it is doubtful
   * @param bad below which it is bad
   */
  static Verdict below(double value, double doubtful, double bad) {
    return value < bad ? BAD : value < doubtful ? DOUBTFUL : GOOD;
  }
}
