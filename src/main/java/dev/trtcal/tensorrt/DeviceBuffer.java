package dev.trtcal.tensorrt;

import dev.trtcal.ffi.cuda.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** Memory on the GPU, owned until closed. */
public final class DeviceBuffer implements AutoCloseable {
  private final Handle handle;
  private final long bytes;
  private final PendingCopies pending = new PendingCopies();

  private DeviceBuffer(Handle handle, long bytes) {
    this.handle = handle;
    this.bytes = bytes;
  }

  /**
   * Allocates device memory.
   *
   * @param bytes at least 1
   * @throws dev.trtcal.MissingEnvironmentException when there is no CUDA runtime, driver or device
   * @throws dev.trtcal.CalibrationFailedException when the device has not that much left
   */
  public static DeviceBuffer allocate(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a device buffer of " + bytes + " bytes");
    }
    CudaRuntime cuda = CudaRuntime.load();
    return new DeviceBuffer(
        Handle.open("the device buffer", arena -> cuda.allocateDevice(bytes, arena)), bytes);
  }

  public long bytes() {
    return bytes;
  }

  /** Its address on the device; the host cannot read there. */
  public long address() {
    return handle.segment().address();
  }

  MemorySegment segment() {
    return handle.segment();
  }

  /** Keeps it from being closed until {@link #letGo}. */
  void hold() {
    handle.hold();
  }

  /** Ends one {@link #hold}. */
  void letGo() {
    handle.letGo();
  }

  PendingCopies pending() {
    return pending;
  }

  /** Frees it, once copies to or from it are done. */
  @Override
  public void close() {
    pending.closeAfter(handle);
  }
}
