package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.HashSet;
import java.util.Set;

/** What the rules of fusion share: the network, and what they have done to it so far. */
final class Fusion {
  private final NetworkGraph graph;
  private final Set<NetworkTensor> gone = new HashSet<>();
  private final Set<Layer> absorbed = new HashSet<>();

  Fusion(NetworkGraph graph) {
    this.graph = graph;
  }

  NetworkGraph graph() {
    return graph;
  }

  /** A tensor inside a fused group does not exist any more. */
  void remove(NetworkTensor tensor) {
    gone.add(tensor);
  }

  boolean isGone(NetworkTensor tensor) {
    return gone.contains(tensor);
  }

  /** A layer that became part of a convolution takes part in no other group. */
  void absorb(NetworkTensor before, Layer layer) {
    gone.add(before);
    absorbed.add(layer);
  }

  boolean isAbsorbed(Layer layer) {
    return absorbed.contains(layer);
  }

  /** The ONNX operator that a layer stems from; empty text for none. */
  static String operator(Layer layer) {
    return layer.origin().map(NodeImport::operator).orElse("");
  }

  /** A normalization by constants, or a product or sum with one value in all or one a channel. */
  static boolean isScale(Layer layer, NetworkTensor of) {
    return layer.kind() == LayerKind.SCALE
        || (isSumOrProduct(layer)
            && NetworkGraph.isConstant(NetworkGraph.otherOperand(layer, of))
            && isPerChannel(NetworkGraph.otherOperand(layer, of).shape(), of.shape()));
  }

  static boolean isSumOrProduct(Layer layer) {
    Operation operation = Operation.of(layer);
    return operation == Operation.ADD || operation == Operation.MULTIPLY;
  }

  /** Whether a constant holds one value in all, or one for each channel of a tensor. */
  static boolean isPerChannel(Shape constant, Shape tensor) {
    int leading = tensor.rank() - constant.rank();
    for (int i = 0; i < constant.rank(); i++) {
      boolean channels = i + leading == 1 && constant.dim(i) == tensor.dim(1);
      if (constant.dim(i) != 1 && !channels) {
        return false;
      }
    }
    return true;
  }

  /** A product with a constant matrix. */
  static boolean isProduct(Layer layer) {
    return layer.kind() == LayerKind.MATRIX_MULTIPLY
        && layer.inputs().stream().anyMatch(NetworkGraph::isConstant);
  }

  /** Such a product on two axes, which TensorRT runs as a convolution. */
  static boolean isLinear(Layer layer) {
    return isProduct(layer) && layer.output().rank() == 2;
  }
}
