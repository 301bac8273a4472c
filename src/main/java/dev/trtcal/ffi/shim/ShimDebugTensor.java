package dev.trtcal.ffi.shim;

import dev.trtcal.Shape;
import dev.trtcal.bindings.shim.trtcal_debug_tensor;
import java.lang.foreign.MemorySegment;

/**
 * A tensor that a run shows.
 *
 * @param dataType TensorRT's DataType
 * @param data where its elements lie, row-major; a segment without extent, valid during the call
 *     only
 * @param onHost whether that is host memory
 * @param stream of the run: device memory is to be copied on it, and waited for, during the call
 */
public record ShimDebugTensor(
    String name,
    int dataType,
    Shape shape,
    MemorySegment data,
    boolean onHost,
    MemorySegment stream) {

  /**
   * Reads the struct of the C interface.
   *
   * @param tensor of the struct's extent
   */
  static ShimDebugTensor of(MemorySegment tensor) {
    return new ShimDebugTensor(
        CStrings.read(trtcal_debug_tensor.name(tensor)),
        trtcal_debug_tensor.data_type(tensor),
        ShimTensor.shape(trtcal_debug_tensor.dims(tensor)),
        trtcal_debug_tensor.data(tensor),
        trtcal_debug_tensor.on_host(tensor) != 0,
        trtcal_debug_tensor.stream(tensor));
  }
}
