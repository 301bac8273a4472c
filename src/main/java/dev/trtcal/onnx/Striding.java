package dev.trtcal.onnx;

import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Which layers can write their result, and read their operand, where it lies among others' values
 * in a larger buffer.
 */
final class Striding {
  private final Fusion fusion;

  Striding(Fusion fusion) {
    this.fusion = fusion;
  }

  /** Whether what makes a tensor is known to write it into a larger buffer. */
  boolean isWritten(NetworkTensor tensor) {
    return tensor
            .producer()
            .filter(layer -> layer.kind() == LayerKind.POOLING || isTransposition(layer))
            .isPresent()
        || convolution(tensor).isPresent();
  }

  /** Whether all that reads a tensor is known to find it in a larger buffer. */
  boolean isRead(NetworkTensor tensor) {
    return fusion.graph().consumers(tensor).stream().allMatch(Striding::reads);
  }

  private static boolean reads(Layer layer) {
    return switch (layer.kind()) {
      case CONVOLUTION, CONCATENATION, ACTIVATION, ELEMENTWISE, PARAMETRIC_RELU, SCALE, UNARY ->
          true;
      case SHAPE -> true;
      case POOLING -> !overlaps(layer);
      default -> false;
    };
  }

  /**
   * Whether a tensor is copied into whatever holds it too: what comes from outside, and what a
   * Resize reads or writes, which knows packed tensors only. A convolution of one point behind a
   * Resize changes places with it.
   */
  boolean isPacked(NetworkTensor tensor) {
    Optional<Layer> producer = tensor.producer();
    return producer.isEmpty()
        || NetworkGraph.isConstant(tensor)
        || isResize(producer.get())
        || fusion.graph().consumers(tensor).stream().anyMatch(Striding::isResize)
        || convolution(tensor)
            .filter(ConvolutionFusion::isPoint)
            .flatMap(layer -> layer.inputs().get(0).producer())
            .filter(Striding::isResize)
            .isPresent();
  }

  private static boolean isResize(Layer layer) {
    return layer.kind() == LayerKind.RESIZE;
  }

  /** The convolution that took in what makes a tensor. */
  private Optional<Layer> convolution(NetworkTensor tensor) {
    Optional<Layer> layer = tensor.producer();
    while (layer.isPresent() && layer.get().kind() != LayerKind.CONVOLUTION) {
      layer =
          layer.get().inputs().stream()
              .filter(input -> fusion.isGone(input) && !NetworkGraph.isConstant(input))
              .findFirst()
              .flatMap(NetworkTensor::producer);
    }
    return layer.filter(ConvolutionFusion::isConvolution);
  }

  /** Reshapes and transpositions in a row are one layer, which moves data if one transposes. */
  private static boolean isTransposition(Layer layer) {
    Optional<Layer> shuffle = Optional.of(layer);
    while (shuffle.filter(found -> found.kind() == LayerKind.SHUFFLE).isPresent()) {
      if (Fusion.operator(shuffle.get()).equals("Transpose")) {
        return true;
      }
      shuffle = shuffle.get().inputs().get(0).producer();
    }
    return false;
  }

  /** Whether the windows of a pool overlap: then it wants its input packed, as far as is known. */
  private static boolean overlaps(Layer pool) {
    NodeImport node = pool.origin().orElseThrow();
    long[] kernel = node.longsAttribute("kernel_shape").orElse(new long[0]);
    long[] strides =
        node.longsAttribute("strides")
            .orElseGet(() -> LongStream.of(kernel).map(extent -> 1).toArray());
    for (int i = 0; i < kernel.length; i++) {
      if (i >= strides.length || kernel[i] > strides[i]) {
        return true;
      }
    }
    return false;
  }
}
