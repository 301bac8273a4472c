package dev.trtcal.tensorrt;

import dev.trtcal.ffi.cuda.CudaRuntime;

/** Two CUDA events around what is put on a stream. */
final class EngineTimer implements AutoCloseable {
  private final CudaRuntime cuda = CudaRuntime.load();
  private final Handle start = Handle.open("the start event", cuda::createTimedEvent);
  private final Handle end;

  EngineTimer() {
    try {
      end = Handle.open("the end event", cuda::createTimedEvent);
    } catch (RuntimeException | Error e) {
      start.close();
      throw e;
    }
  }

  /** Milliseconds that the device takes for what the work puts on the stream; waits for it. */
  double milliseconds(CudaStream stream, Runnable work) {
    cuda.record(start.segment(), stream.segment());
    work.run();
    cuda.record(end.segment(), stream.segment());
    cuda.awaitEvent(end.segment());
    return cuda.milliseconds(start.segment(), end.segment());
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(end::close);
    failures.run(start::close);
    failures.rethrow();
  }
}
