package dev.trtcal.tensorrt;

import dev.trtcal.ffi.cuda.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** A queue of copies that the GPU carries out in order, while the caller goes on. */
public final class CudaStream implements AutoCloseable {
  private final CudaRuntime cuda;
  private final Handle handle;

  private CudaStream(CudaRuntime cuda, Handle handle) {
    this.cuda = cuda;
    this.handle = handle;
  }

  /**
   * Creates a stream.
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no CUDA runtime, driver or device
   */
  public static CudaStream create() {
    CudaRuntime cuda = CudaRuntime.load();
    return new CudaStream(cuda, Handle.open("the stream", cuda::createStream));
  }

  /**
   * Starts a copy of all of a pinned buffer to the device.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  public void copy(PinnedBuffer from, DeviceBuffer to) {
    long bytes = from.bytes();
    checkFits(bytes, to.bytes());
    cuda.copyToDevice(to.segment(), from.segment(), bytes, handle.segment());
    from.pending().on(this);
    to.pending().on(this);
  }

  /**
   * Starts a copy of all of a device buffer to pinned memory.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  public void copy(DeviceBuffer from, PinnedBuffer to) {
    long bytes = from.bytes();
    checkFits(bytes, to.bytes());
    cuda.copyToHost(to.segment(), from.segment(), bytes, handle.segment());
    from.pending().on(this);
    to.pending().on(this);
  }

  /** Waits until everything started on this stream is done. */
  public void synchronize() {
    cuda.awaitStream(handle.segment());
  }

  MemorySegment segment() {
    return handle.segment();
  }

  boolean isOpen() {
    return handle.isOpen();
  }

  /** Waits, then destroys the stream. */
  @Override
  public void close() {
    if (!handle.isOpen()) {
      return;
    }
    Failures failures = new Failures();
    failures.run(this::synchronize);
    failures.run(handle::close);
    failures.rethrow();
  }

  private static void checkFits(long bytes, long room) {
    if (bytes > room) {
      throw new IllegalArgumentException(
          "a copy of " + bytes + " bytes into a buffer of " + room + " bytes");
    }
  }
}
