package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/**
 * A constant of the ONNX file, before it becomes a tensor of the network, if it ever does.
 *
 * @param name of the initializer, or of the Constant node's output
 */
record Weights(String name, TensorProto tensor) {
  ValueType type() {
    return new ValueType(tensor.getDataType(), Constants.shape(tensor));
  }
}
