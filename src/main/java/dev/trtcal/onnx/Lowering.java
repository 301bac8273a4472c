package dev.trtcal.onnx;

import dev.trtcal.onnx.NodeImport.Operand;
import java.util.List;

/** How TensorRT's importer takes one operator apart. */
@FunctionalInterface
interface Lowering {
  /**
   * Adds the layers of a node.
   *
   * @return what becomes of the node's outputs, in their order
   */
  List<Operand> lower(NodeImport node);

  /** A lowering with one tensor as its result. */
  static Lowering single(Single lowering) {
    return node -> List.of(Operand.of(lowering.lower(node)));
  }

  /** A lowering with one tensor as its result. */
  @FunctionalInterface
  interface Single {
    NetworkTensor lower(NodeImport node);
  }
}
