package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensor;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Buffers that a source fills, as the inputs of one session. */
final class BatchFeed implements AutoCloseable {
  private final OrtRuntime runtime;
  private final List<OrtTensorInfo> order;
  private final BatchBuffers buffers;
  private final List<OrtTensor> tensors = new ArrayList<>();
  private int described;

  BatchFeed(OrtRuntime runtime, OrtSession session, BatchSource source, BatchLayout layout) {
    this.runtime = runtime;
    order = session.inputs();
    buffers = new BatchBuffers(source, layout);
  }

  /** Bytes of the buffers. */
  long bytes() {
    return buffers.bytes();
  }

  /** Fetches the next samples; 0 when there are none left. */
  int next() {
    return buffers.next();
  }

  /** The buffers as the session's inputs, of so many samples. */
  List<OrtTensor> tensors(int samples) {
    if (described != samples) {
      closeTensors();
      order.forEach(input -> tensors.add(buffers.tensor(runtime, input, samples)));
      described = samples;
    }
    return tensors;
  }

  /** What one input is fed: so many samples. */
  MemorySegment data(String input, int samples) {
    return buffers.data(input, samples);
  }

  private void closeTensors() {
    tensors.forEach(OrtTensor::close);
    tensors.clear();
  }

  @Override
  public void close() {
    closeTensors();
    buffers.close();
  }
}
