package dev.trtcal.tensorrt;

import dev.trtcal.ffi.cuda.CudaRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Two CUDA events around what is put on a stream; made when first needed. */
final class EngineTimer implements AutoCloseable {
  private Arena arena;
  private MemorySegment start;
  private MemorySegment end;

  /** Milliseconds that the device takes for what the work puts on the stream; waits for it. */
  double milliseconds(CudaStream stream, Runnable work) {
    CudaRuntime cuda = CudaRuntime.load();
    if (arena == null) {
      arena = Arena.ofShared();
      start = cuda.createTimedEvent(arena);
      end = cuda.createTimedEvent(arena);
    }
    cuda.record(start, stream.segment());
    work.run();
    cuda.record(end, stream.segment());
    cuda.awaitEvent(end);
    return cuda.milliseconds(start, end);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }
}
