package dev.trtcal.onnx;

/** What a layer computes, as far as TensorRT's fusion looks at it. */
enum Operation {
  ABS,
  ADD,
  DIVIDE,
  EXP,
  LOG,
  MULTIPLY,
  /** Relu, or a Clip from 0 to something above. */
  RELU,
  SIGMOID,
  SIGN,
  SQRT,
  SQUARE,
  SUBTRACT,
  OTHER;

  static Operation of(Layer layer) {
    return layer.origin().map(node -> of(layer, node)).orElse(OTHER);
  }

  private static Operation of(Layer layer, NodeImport node) {
    return switch (layer.kind()) {
      case ELEMENTWISE -> elementwise(layer, node);
      case ACTIVATION -> activation(node);
      case UNARY -> unary(layer, node);
      default -> OTHER;
    };
  }

  private static Operation elementwise(Layer layer, NodeImport node) {
    return switch (node.operator()) {
      case "Add", "Sum" -> ADD;
      case "Mul" -> layer.inputs().get(0) == layer.inputs().get(1) ? SQUARE : MULTIPLY;
      case "Sub" -> SUBTRACT;
      case "Div" -> DIVIDE;
      case "HardSwish", "Mish" -> MULTIPLY;
      case "Mean" -> isResult(layer, node) ? MULTIPLY : ADD;
      case "Gemm" -> isResult(layer, node) && node.has(2) ? ADD : MULTIPLY;
      case "ReduceL2", "ReduceSumSquare" -> SQUARE;
      default -> OTHER;
    };
  }

  private static Operation unary(Layer layer, NodeImport node) {
    return switch (node.operator()) {
      case "Sign" -> SIGN;
      case "Abs", "ReduceL1" -> ABS;
      case "Exp" -> EXP;
      case "Log", "ReduceLogSum" -> LOG;
      case "Sqrt", "ReduceL2" -> SQRT;
      case "ReduceLogSumExp" -> isResult(layer, node) ? LOG : EXP;
      default -> OTHER;
    };
  }

  private static Operation activation(NodeImport node) {
    return switch (node.operator()) {
      case "Relu" -> RELU;
      case "Sigmoid" -> SIGMOID;
      case "Clip" -> clipMinimum(node) == 0 && clipMaximum(node) > 0 ? RELU : OTHER;
      default -> OTHER;
    };
  }

  /** The lower bound of a Clip that became an activation. */
  static float clipMinimum(NodeImport clip) {
    return clip.isWeights(1) ? clip.constantFloat(1) : clip.floatAttribute("min", -Float.MAX_VALUE);
  }

  private static float clipMaximum(NodeImport clip) {
    return clip.isWeights(2) ? clip.constantFloat(2) : clip.floatAttribute("max", Float.MAX_VALUE);
  }

  /** Whether the layer's output is the node's, not a tensor on the way there. */
  static boolean isResult(Layer layer, NodeImport node) {
    return layer.output().name().equals(node.proto().getOutput(0));
  }
}
