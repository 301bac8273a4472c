package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimLayer;
import dev.trtcal.ffi.shim.ShimTensor;
import java.util.List;

/**
 * A layer as the parser made it, before fusion.
 *
 * @param index its place in the network
 * @param name the ONNX node's, where there is one
 * @param constant whether it only holds numbers
 * @param floating whether it computes a floating-point tensor
 * @param inputs names of the tensors it reads
 * @param outputs names of the tensors it computes
 */
public record NetworkLayer(
    int index,
    String name,
    boolean constant,
    boolean floating,
    List<String> inputs,
    List<String> outputs) {
  /** TensorRT's LayerType::kCONSTANT. */
  private static final int CONSTANT = 19;

  static NetworkLayer of(ShimLayer layer) {
    return new NetworkLayer(
        layer.index(),
        layer.name(),
        layer.kind() == CONSTANT,
        layer.outputs().stream().anyMatch(output -> isFloating(DataType.of(output.dataType()))),
        names(layer.inputs()),
        names(layer.outputs()));
  }

  private static boolean isFloating(DataType type) {
    return type == DataType.FLOAT || type == DataType.HALF || type == DataType.BF16;
  }

  private static List<String> names(List<ShimTensor> tensors) {
    return tensors.stream().map(ShimTensor::name).filter(name -> !name.isEmpty()).toList();
  }
}
