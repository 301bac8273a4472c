package dev.trtcal;

import java.util.List;

/**
 * The tensors that TensorRT calibrates in a model.
 *
 * @param names as TensorRT names them, in the order of its cache where that order is defined
 * @param assumptions what had to be assumed about the model, one sentence each; where there is one,
 *     TensorRT's list may differ
 */
public record TensorNames(List<String> names, List<String> assumptions) {
  public TensorNames {
    names = List.copyOf(names);
    assumptions = List.copyOf(assumptions);
  }
}
