package dev.trtcal.onnx;

/**
 * Kinds of layers in TensorRT's network definition, as far as the importer makes them. The label is
 * part of the name of a layer that nobody named.
 */
enum LayerKind {
  ACTIVATION("Activation"),
  CAST("Cast"),
  CONCATENATION("Concatenation"),
  CONSTANT("Constant"),
  CONVOLUTION("Convolution"),
  DECONVOLUTION("Deconvolution"),
  ELEMENTWISE("ElementWise"),
  GATHER("Gather"),
  IDENTITY("Identity"),
  LRN("LRN"),
  MATRIX_MULTIPLY("MatrixMultiply"),
  NORMALIZATION("Normalization"),
  PARAMETRIC_RELU("ParametricReLU"),
  POOLING("Pooling"),
  REDUCE("Reduce"),
  RESIZE("Resize"),
  SCALE("Scale"),
  SELECT("Select"),
  SHAPE("Shape"),
  SHUFFLE("Shuffle"),
  SLICE("Slice"),
  SOFTMAX("SoftMax"),
  TOP_K("TopK"),
  UNARY("Unary"),
  /** A layer that TensorRT hands to its other compiler: loops, scatter, einsum and the like. */
  FOREIGN("Foreign"),
  /** A layer of which nothing is known but what goes in and comes out. */
  UNKNOWN("Unknown");

  private final String label;

  LayerKind(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
