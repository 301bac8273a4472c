package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Residual sums. TensorRT computes the sum inside the convolution in front of it, in INT8 if the
 * other operand comes as INT8; a pair between the convolution and the sum would keep them apart.
 */
final class QdqResidual {
  private final QdqValues values;
  private final Set<String> quantized;

  /**
   * @param quantized outputs of the nodes that compute in INT8
   */
  QdqResidual(QdqValues values, Set<String> quantized) {
    this.values = values;
    this.quantized = Set.copyOf(quantized);
  }

  /** The input of a residual sum that is to be quantized; empty for every other node. */
  OptionalInt inputToQuantize(NodeProto node) {
    boolean sum =
        OperatorCatalog.isDefaultDomain(node.getDomain())
            && node.getOpType().equals("Add")
            && !node.getInput(0).equals(node.getInput(1));
    if (!sum
        || values.constant(node.getInput(0)).isPresent()
        || values.constant(node.getInput(1)).isPresent()) {
      return OptionalInt.empty();
    }
    Optional<NodeProto> left = convolution(node.getInput(0));
    Optional<NodeProto> right = convolution(node.getInput(1));
    if (left.isEmpty() && right.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean sumGoesLeft =
        right.isEmpty() || (left.isPresent() && takesSum(left.get(), right.get()));
    return OptionalInt.of(sumGoesLeft ? 1 : 0);
  }

  /** The quantized convolution that TensorRT fuses a sum of this value into. */
  private Optional<NodeProto> convolution(String value) {
    if (!values.hasOneReader(value)) {
      return Optional.empty();
    }
    Optional<NodeProto> producer = values.producer(value);
    if (producer.isPresent() && producer.get().getOpType().equals("BatchNormalization")) {
      return convolution(producer.get().getInput(0));
    }
    return producer
        .filter(node -> node.getOpType().equals("Conv") || node.getOpType().equals("ConvTranspose"))
        .filter(node -> quantized.contains(value));
  }

  /** Of two convolutions TensorRT takes the 1x1 one with stride 1, else the earlier. */
  private boolean takesSum(NodeProto first, NodeProto second) {
    boolean firstIsPointwise = isPointwise(first);
    return firstIsPointwise == isPointwise(second)
        ? values.position(first) < values.position(second)
        : firstIsPointwise;
  }

  private boolean isPointwise(NodeProto convolution) {
    boolean one =
        values
            .constant(convolution.getInput(1))
            .map(weights -> weights.type().shape().dims())
            .filter(dims -> dims.stream().skip(2).allMatch(extent -> extent == 1))
            .isPresent();
    return one
        && convolution.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("strides"))
            .map(AttributeProto::getIntsList)
            .allMatch(strides -> strides.stream().allMatch(stride -> stride == 1));
  }
}
