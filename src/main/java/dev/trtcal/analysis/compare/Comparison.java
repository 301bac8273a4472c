package dev.trtcal.analysis.compare;

import java.util.List;

/**
 * An INT8 engine against FP32, layer by layer.
 *
 * @param images samples compared
 * @param agreement share of them that both answer alike, 0 to 1
 * @param relativeError of the network's output
 * @param loss of the output: {@link dev.trtcal.analysis.OutputDifference#loss}
 * @param lossImages samples on which single tensors' losses were measured
 * @param tensors in the network's order
 * @param causes worst first
 * @param notes what the reader should know besides, one sentence each
 */
public record Comparison(
    long images,
    double agreement,
    double relativeError,
    double loss,
    long lossImages,
    List<TensorComparison> tensors,
    List<Cause> causes,
    List<String> notes) {
  public Comparison {
    tensors = List.copyOf(tensors);
    causes = List.copyOf(causes);
    notes = List.copyOf(notes);
  }
}
