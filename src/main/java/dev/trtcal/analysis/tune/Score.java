package dev.trtcal.analysis.tune;

import java.util.OptionalDouble;

/**
 * How near an INT8 engine comes to FP32 on a set of samples.
 *
 * @param samples how many
 * @param agreement share that both answer alike, 0 to 1
 * @param loss of the output: {@link dev.trtcal.analysis.OutputDifference#loss}
 * @param top1 share that INT8 answers rightly, where labels are known
 * @param fp32Top1 share that FP32 does, likewise
 */
public record Score(
    long samples, double agreement, double loss, OptionalDouble top1, OptionalDouble fp32Top1) {
  /** A loss must fall by this part to count as better: less is the noise of the samples. */
  private static final double WORTH = 0.005;

  /** Whether this is better than another by more than noise: first by top-1, then by loss. */
  boolean isBetterThan(Score other) {
    int byTop1 = Double.compare(top1.orElse(0), other.top1.orElse(0));
    return byTop1 > 0 || (byTop1 == 0 && loss < other.loss * (1 - WORTH));
  }

  /**
   * Whether this is so far behind another that more samples will hardly mend it.
   *
   * @param slack by which part the loss may be larger
   */
  boolean isBehind(Score other, double slack) {
    return top1.orElse(0) <= other.top1.orElse(0) && loss > other.loss * (1 + slack);
  }

  /** Whether it holds a budget, in points of top-1; see {@link Budget}. */
  boolean holds(Budget budget) {
    return top1.isPresent()
        ? fp32Top1.orElseThrow() - top1.getAsDouble() <= budget.points() / 100
        : agreement >= budget.agreement();
  }
}
