package dev.trtcal.onnx;

/** Constants become part of the layer that reads them, but for some. */
final class ConstantFusion {
  private ConstantFusion() {}

  static void apply(Fusion fusion) {
    NetworkGraph graph = fusion.graph();
    for (Layer layer : graph.layers()) {
      if (NetworkGraph.isConstant(layer)
          && graph.consumers(layer.output()).stream()
              .noneMatch(reader -> needsTensor(graph, reader, layer.output()))) {
        fusion.remove(layer.output());
      }
    }
  }

  private static boolean needsTensor(NetworkGraph graph, Layer reader, NetworkTensor constant) {
    return switch (reader.kind()) {
      case CONCATENATION, SLICE, IDENTITY -> true;
      case PARAMETRIC_RELU -> !NetworkGraph.isScalar(constant);
      case ELEMENTWISE -> elementwiseNeedsTensor(graph, reader, constant);
      default -> false;
    };
  }

  private static boolean elementwiseNeedsTensor(
      NetworkGraph graph, Layer reader, NetworkTensor constant) {
    Operation operation = Operation.of(reader);
    if (operation == Operation.ADD && graph.isSharedConstant(constant)) {
      return true;
    }
    if (NetworkGraph.isScalar(constant)) {
      return false;
    }
    boolean allConstant = reader.inputs().stream().allMatch(NetworkGraph::isConstant);
    boolean difference = operation == Operation.SUBTRACT || operation == Operation.DIVIDE;
    return allConstant
        || difference
        || (Fusion.isSumOrProduct(reader)
            && !isBias(reader)
            && !Fusion.isScale(reader, NetworkGraph.otherOperand(reader, constant)));
  }

  private static boolean isBias(Layer reader) {
    return reader.inputs().stream()
        .flatMap(input -> input.producer().stream())
        .anyMatch(layer -> layer.kind() == LayerKind.MATRIX_MULTIPLY);
  }
}
