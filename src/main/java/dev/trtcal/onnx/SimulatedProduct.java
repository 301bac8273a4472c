package dev.trtcal.onnx;

import java.util.List;
import java.util.Objects;

/**
 * A convolution or matrix product with constant weights that TensorRT can compute in INT8.
 *
 * @param node name of the ONNX node, which TensorRT's layer bears too
 * @param operator of that node
 * @param depthwise whether each output channel reads one input channel
 * @param from indices of the tensors that it reads, in {@link SimulatedModel#tensors()}; it runs in
 *     INT8 when all of them do
 * @param channelMax largest magnitude of the weights of each output channel; of all weights where
 *     they have one scale
 */
public record SimulatedProduct(
    String node, String operator, boolean depthwise, List<Integer> from, List<Float> channelMax) {
  public SimulatedProduct {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    from = List.copyOf(from);
    channelMax = List.copyOf(channelMax);
  }
}
