package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;

/**
 * What becomes of depthwise convolutions, in which each output channel reads one input channel.
 *
 * <p>All input channels share one scale, set by the widest of them; a channel that uses a tenth of
 * it has four bits left, and where other convolutions sum over many channels, here nothing evens
 * the error out. In return TensorRT gains little: depthwise convolutions are bound by memory and
 * have no use for the GPU's matrix units.
 */
public enum QdqDepthwise {
  /** They stay in floating point. */
  FLOAT,
  /** They are quantized like all others. */
  INT8;

  /** Whether a convolution with constant weights is depthwise. */
  static boolean isDepthwise(NodeProto node, Weights weights) {
    long groups =
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("group"))
            .mapToLong(AttributeProto::getI)
            .findFirst()
            .orElse(1);
    if (groups == 1 || weights.type().shape().rank() < 2) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Conv" -> weights.type().shape().dim(1) == 1;
      case "ConvTranspose" -> weights.type().shape().dim(0) == groups;
      default -> false;
    };
  }
}
