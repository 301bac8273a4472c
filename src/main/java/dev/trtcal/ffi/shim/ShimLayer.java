package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_layer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer of a network, before fusion.
 *
 * @param kind TensorRT's LayerType
 * @param inputs an input that the layer leaves out has no name
 */
public record ShimLayer(
    int index, String name, int kind, List<ShimTensor> inputs, List<ShimTensor> outputs) {

  /**
   * All of a network's layers, in TensorRT's order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_layer(const trtcal_network* network, int32_t index,
   *     trtcal_layer* out, trtcal_error* error);
   * int32_t trtcal_network_layer_input(const trtcal_network* network, int32_t layer,
   *     int32_t index, trtcal_tensor* out, trtcal_error* error);
   * int32_t trtcal_network_layer_output(const trtcal_network* network, int32_t layer,
   *     int32_t index, trtcal_tensor* out, trtcal_error* error);
   * }
   */
  public static List<ShimLayer> list(MemorySegment network) {
    return IntStream.range(0, ShimNetwork.layerCount(network))
        .mapToObj(index -> describe(network, index))
        .toList();
  }

  private static ShimLayer describe(MemorySegment network, int index) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment layer = trtcal_layer.allocate(call);
      NativeCall.check(
          "trtcal_network_layer",
          (scratch, error) -> shim_h.trtcal_network_layer(network, index, layer, error));
      return new ShimLayer(
          index,
          CStrings.read(trtcal_layer.name(layer)),
          trtcal_layer.type(layer),
          ShimTensor.list(
              "trtcal_network_layer_input",
              trtcal_layer.input_count(layer),
              (i, out, error) -> shim_h.trtcal_network_layer_input(network, index, i, out, error)),
          ShimTensor.list(
              "trtcal_network_layer_output",
              trtcal_layer.output_count(layer),
              (i, out, error) ->
                  shim_h.trtcal_network_layer_output(network, index, i, out, error)));
    }
  }

  /**
   * Has a layer compute in a type, and give its floating-point outputs in it.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_set_layer_precision(trtcal_network* network, int32_t layer,
   *     int32_t data_type, trtcal_error* error);
   * }
   *
   * @param dataType TensorRT's DataType
   */
  public static void setPrecision(MemorySegment network, int layer, int dataType) {
    NativeCall.check(
        "trtcal_network_set_layer_precision",
        (scratch, error) ->
            shim_h.trtcal_network_set_layer_precision(network, layer, dataType, error));
  }
}
