package dev.trtcal.tensorrt;

import dev.trtcal.ffi.cuda.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** Page-locked host memory, which the GPU copies from at full speed; owned until closed. */
public final class PinnedBuffer implements AutoCloseable {
  private final Handle handle;
  private final PendingCopies pending = new PendingCopies();

  private PinnedBuffer(Handle handle) {
    this.handle = handle;
  }

  /**
   * Allocates pinned memory, which is slow: allocate once and use again.
   *
   * @param bytes at least 1
   * @throws dev.trtcal.MissingEnvironmentException when there is no CUDA runtime, driver or device
   * @throws dev.trtcal.CalibrationFailedException when the system has not that much left
   */
  public static PinnedBuffer allocate(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a pinned buffer of " + bytes + " bytes");
    }
    CudaRuntime cuda = CudaRuntime.load();
    return new PinnedBuffer(
        Handle.open("the pinned buffer", arena -> cuda.allocatePinned(bytes, arena)));
  }

  /**
   * The memory itself, of exactly the size asked for; any thread may use it, until this is closed.
   * While a copy from it is under way it must not be changed.
   */
  public MemorySegment segment() {
    return handle.segment();
  }

  public long bytes() {
    return segment().byteSize();
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
