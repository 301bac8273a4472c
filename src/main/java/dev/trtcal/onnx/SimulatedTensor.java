package dev.trtcal.onnx;

import java.util.List;
import java.util.Objects;

/**
 * A tensor that is left when TensorRT has fused layers, and the fused layer that computes it.
 *
 * @param name as TensorRT names it
 * @param layers names of the layers that were fused to compute it, the product first where there is
 *     one; empty for a network input
 * @param products indices of the products among them, in {@link SimulatedModel#products()}
 * @param from indices of the tensors that the fused layer reads
 * @param int8 whether TensorRT hands it on as INT8 where its scale is usable
 * @param output whether it leaves the network
 * @param channels extent of axis 1, where the channels of an activation lie; 0 where there is none
 *     or only the data tell
 */
public record SimulatedTensor(
    String name,
    List<String> layers,
    List<Integer> products,
    List<Integer> from,
    boolean int8,
    boolean output,
    int channels) {
  public SimulatedTensor {
    Objects.requireNonNull(name, "name");
    layers = List.copyOf(layers);
    products = List.copyOf(products);
    from = List.copyOf(from);
  }
}
