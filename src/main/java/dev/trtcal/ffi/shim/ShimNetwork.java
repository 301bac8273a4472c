package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A network definition. */
public final class ShimNetwork {
  private ShimNetwork() {}

  /**
   * An empty network.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_create(trtcal_builder* builder, uint32_t flags,
   *     trtcal_network** out, trtcal_error* error);
   * void trtcal_network_destroy(trtcal_network* network);
   * }
   */
  public static MemorySegment create(MemorySegment builder, Arena owner) {
    return NativeCall.create(
        "trtcal_network_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_network_create(builder, 0, out, error),
        shim_h::trtcal_network_destroy);
  }

  /**
   * In TensorRT's order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_input_count(const trtcal_network* network, int32_t* out,
   *     trtcal_error* error);
   * int32_t trtcal_network_input(const trtcal_network* network, int32_t index,
   *     trtcal_tensor* out, trtcal_error* error);
   * }
   */
  public static List<ShimTensor> inputs(MemorySegment network) {
    int count =
        NativeCall.integer(
            "trtcal_network_input_count",
            (out, error) -> shim_h.trtcal_network_input_count(network, out, error));
    return ShimTensor.list(
        "trtcal_network_input",
        count,
        (index, out, error) -> shim_h.trtcal_network_input(network, index, out, error));
  }

  /**
   * In TensorRT's order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_output_count(const trtcal_network* network, int32_t* out,
   *     trtcal_error* error);
   * int32_t trtcal_network_output(const trtcal_network* network, int32_t index,
   *     trtcal_tensor* out, trtcal_error* error);
   * }
   */
  public static List<ShimTensor> outputs(MemorySegment network) {
    int count =
        NativeCall.integer(
            "trtcal_network_output_count",
            (out, error) -> shim_h.trtcal_network_output_count(network, out, error));
    return ShimTensor.list(
        "trtcal_network_output",
        count,
        (index, out, error) -> shim_h.trtcal_network_output(network, index, out, error));
  }

  /**
   * How many layers there are before fusion.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_layer_count(const trtcal_network* network, int32_t* out,
   *     trtcal_error* error);
   * }
   */
  public static int layerCount(MemorySegment network) {
    return NativeCall.integer(
        "trtcal_network_layer_count",
        (out, error) -> shim_h.trtcal_network_layer_count(network, out, error));
  }

  /**
   * Marks a tensor to be shown to a debug listener.
   *
   * {@snippet lang=c :
   * int32_t trtcal_network_mark_debug(trtcal_network* network, const char* tensor, int32_t* out,
   *     trtcal_error* error);
   * }
   *
   * @return whether a layer computes a tensor of that name
   */
  public static boolean markDebug(MemorySegment network, String tensor) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment name = call.allocateFrom(tensor);
      return NativeCall.integer(
              "trtcal_network_mark_debug",
              (out, error) -> shim_h.trtcal_network_mark_debug(network, name, out, error))
          != 0;
    }
  }
}
