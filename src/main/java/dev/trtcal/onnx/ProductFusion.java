package dev.trtcal.onnx;

import java.util.Optional;

/** What becomes of the tensors around a product with a constant matrix. */
final class ProductFusion {
  private final Fusion fusion;
  private final NetworkGraph graph;

  private ProductFusion(Fusion fusion) {
    this.fusion = fusion;
    graph = fusion.graph();
  }

  static void apply(Fusion fusion) {
    ProductFusion products = new ProductFusion(fusion);
    fusion.graph().layers().stream()
        .filter(layer -> layer.kind() == LayerKind.MATRIX_MULTIPLY)
        .filter(layer -> layer.inputs().stream().anyMatch(NetworkGraph::isComputedConstant))
        .forEach(products::fuse);
  }

  private void fuse(Layer product) {
    if (Fusion.isProduct(product)) {
      product.inputs().forEach(this::withTransposeBefore);
    }
    NetworkTensor result = withBias(product);
    if (Fusion.isLinear(product)) {
      withWhatFollows(result);
    } else if (graph
        .soleConsumer(result)
        .filter(next -> joins(product, result, next))
        .isPresent()) {
      fusion.remove(result);
    }
  }

  /** A transposition that leaves the rows whole is done by the product. */
  private void withTransposeBefore(NetworkTensor input) {
    int last = input.rank() - 1;
    boolean rowsWhole =
        input
            .producer()
            .filter(layer -> Fusion.operator(layer).equals("Transpose"))
            .flatMap(Layer::origin)
            .flatMap(node -> node.longsAttribute("perm"))
            .filter(order -> order[last] == last)
            .isPresent();
    if (rowsWhole && graph.soleConsumer(input).isPresent()) {
      fusion.remove(input);
    }
  }

  /** The sum with a bias, and the factors of a Gemm. */
  private NetworkTensor withBias(Layer product) {
    NetworkTensor result = product.output();
    Optional<Layer> next = graph.soleConsumer(result).filter(this::isBias);
    while (next.isPresent()) {
      fusion.remove(result);
      result = next.get().output();
      next =
          graph
              .soleConsumer(result)
              .filter(layer -> layer.origin().equals(product.origin()) && isBias(layer));
    }
    return result;
  }

  private boolean isBias(Layer layer) {
    return Fusion.isSumOrProduct(layer)
        && (Operation.of(layer) == Operation.ADD || Fusion.operator(layer).equals("Gemm"))
        && layer.inputs().stream()
            .anyMatch(
                input -> NetworkGraph.isComputedConstant(input) && !graph.isSharedConstant(input));
  }

  private static boolean joins(Layer product, NetworkTensor result, Layer next) {
    return Fusion.operator(next).equals("Transpose")
        || (Fusion.isProduct(next) && result == product.output());
  }

  /**
   * On two axes the product runs as a convolution, and the reshape behind it moves on behind
   * whatever changes one value at a time, up to the next product.
   */
  private void withWhatFollows(NetworkTensor result) {
    NetworkTensor end = result;
    Optional<Layer> next = graph.soleConsumer(end);
    while (next.isPresent() && changesSingleValues(next.get(), end)) {
      fusion.remove(end);
      end = next.get().output();
      next = graph.soleConsumer(end);
    }
    boolean convolutionsShape =
        end.rank() == 4
            && end.shape().dim(1) == result.shape().dim(1)
            && end.shape().dim(2) == 1
            && end.shape().dim(3) == 1;
    if (next.filter(Fusion::isProduct).isPresent() || convolutionsShape) {
      fusion.remove(end);
    }
  }

  private static boolean changesSingleValues(Layer layer, NetworkTensor input) {
    return switch (layer.kind()) {
      case ACTIVATION, SCALE -> true;
      case UNARY -> Operation.of(layer) != Operation.SIGN;
      case SHUFFLE -> ShuffleFusion.isReshape(layer);
      case ELEMENTWISE -> Fusion.isScale(layer, input);
      default -> false;
    };
  }
}
