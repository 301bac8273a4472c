package dev.trtcal.tensorrt;

/** The stream that last touched a buffer, so that the buffer is not freed under its copy. */
final class PendingCopies {
  private volatile CudaStream last;

  /** Another copy was started; one on an other stream before it is waited for. */
  @SuppressWarnings("ReferenceEquality") // a stream is itself
  void on(CudaStream stream) {
    // Batch after batch: no lock.
    if (last != stream) {
      change(stream);
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private synchronized void change(CudaStream stream) {
    if (last != null && last != stream && last.isOpen()) {
      last.synchronize();
    }
    last = stream;
  }

  /** Waits for the copies, then closes. */
  synchronized void closeAfter(Handle handle) {
    Failures failures = new Failures();
    if (handle.isOpen() && last != null && last.isOpen()) {
      failures.run(last::synchronize);
    }
    failures.run(handle::close);
    failures.rethrow();
  }
}
