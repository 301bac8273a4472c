package dev.trtcal.tensorrt;

import dev.trtcal.Shape;
import dev.trtcal.ffi.cuda.CudaRuntime;
import dev.trtcal.ffi.shim.ShimDebugTensor;
import java.lang.foreign.MemorySegment;

/** A tensor inside an engine, as a run has just computed it; valid during the listener's call. */
public final class DebugTensor {
  private final ShimDebugTensor tensor;
  private final DataType type;

  DebugTensor(ShimDebugTensor tensor) {
    this.tensor = tensor;
    type = DataType.of(tensor.dataType());
  }

  /** The name that the network gives it. */
  public String name() {
    return tensor.name();
  }

  /** What its elements are. */
  public DataType type() {
    return type;
  }

  /** Its extents, the batch axis included. */
  public Shape shape() {
    return tensor.shape();
  }

  /** How much memory its elements take. */
  public long bytes() {
    return Math.ceilDiv(Math.multiplyExact(shape().elements(), type.bits()), Byte.SIZE);
  }

  /**
   * Copies the elements, row-major, and waits for them.
   *
   * @param host gets {@link #bytes()} bytes at its start; fastest where it is pinned
   * @throws IndexOutOfBoundsException when it is shorter
   */
  public void copyTo(MemorySegment host) {
    MemorySegment target = host.asSlice(0, bytes());
    if (tensor.onHost()) {
      target.copyFrom(tensor.data().reinterpret(bytes()));
      return;
    }
    CudaRuntime cuda = CudaRuntime.load();
    cuda.copyToHost(target, tensor.data(), bytes(), tensor.stream());
    cuda.awaitStream(tensor.stream());
  }
}
