package dev.trtcal.analysis.evaluate;

import java.util.List;

/**
 * What INT8 costs one class.
 *
 * @param label the class
 * @param samples how many bear the label
 * @param fp32Right how many of them FP32 gets right
 * @param int8Right how many INT8 does
 * @param confusions what INT8 takes the others for, the most frequent first
 */
public record ClassLoss(
    int label, long samples, long fp32Right, long int8Right, List<Confusion> confusions) {
  public ClassLoss {
    confusions = List.copyOf(confusions);
  }

  /**
   * A class that another is taken for.
   *
   * @param predicted the class answered
   * @param int8 how often INT8 does so
   * @param fp32 how often FP32 does
   */
  public record Confusion(int predicted, long int8, long fp32) {}
}
