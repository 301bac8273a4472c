package dev.trtcal.onnx;

/** What one input of a node is to be quantized with. */
sealed interface QdqOperand {
  /** The value to quantize. */
  String name();

  /** A tensor that the network computes or is fed: one scale for all of it. */
  record Activation(String name, float scale) implements QdqOperand {}

  /** A constant. */
  record Constant(QdqWeights weights) implements QdqOperand {
    @Override
    public String name() {
      return weights.name();
    }
  }
}
