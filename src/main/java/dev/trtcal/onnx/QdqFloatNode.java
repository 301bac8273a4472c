package dev.trtcal.onnx;

import java.util.Objects;

/**
 * A node that could compute in INT8 but stays in floating point.
 *
 * @param node its name, or what TensorRT calls one without a name
 * @param operator such as {@code Conv}
 * @param reason one clause, naming the tensor at fault
 */
public record QdqFloatNode(String node, String operator, String reason) {
  public QdqFloatNode {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(reason, "reason");
  }
}
