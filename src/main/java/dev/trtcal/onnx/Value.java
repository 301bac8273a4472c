package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;

/**
 * Where a network tensor's values come from: a value of the rewritten ONNX graph, or a constant.
 *
 * @param name its name in the rewritten graph
 * @param constant its values, when they are known without running anything
 */
record Value(String name, Optional<TensorProto> constant) {
  static Value computed(String name) {
    return new Value(name, Optional.empty());
  }

  static Value constant(String name, TensorProto tensor) {
    return new Value(name, Optional.of(tensor));
  }
}
