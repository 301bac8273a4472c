package dev.trtcal.analysis.audit;

import dev.trtcal.algorithm.EntropySearch;

/** How the audit derives a tensor's threshold from some parts of a set. */
enum ScaleRule {
  MINMAX("MinMax") {
    @Override
    double threshold(TensorStatistics tensor, int[] chunks, int[] chunkOfImage) {
      boolean[] taken = new boolean[TensorStatistics.CHUNKS];
      for (int chunk : chunks) {
        taken[chunk] = true;
      }
      float max = 0;
      for (int i = 0; i < chunkOfImage.length; i++) {
        max = taken[chunkOfImage[i]] ? Math.max(max, tensor.max(i)) : max;
      }
      return max;
    }
  },
  /** On a histogram whose range does not depend on the data's order. */
  ENTROPY2("Entropy2") {
    @Override
    double threshold(TensorStatistics tensor, int[] chunks, int[] chunkOfImage) {
      return EntropySearch.threshold(tensor.ofChunks(chunks)).value();
    }
  };

  private final String label;

  ScaleRule(String label) {
    this.label = label;
  }

  /** As TensorRT's users know it. */
  String label() {
    return label;
  }

  /**
   * The threshold in the tensor's own unit.
   *
   * @param chunks the parts of the set that count
   * @param chunkOfImage the part that each image belongs to
   */
  abstract double threshold(TensorStatistics tensor, int[] chunks, int[] chunkOfImage);
}
