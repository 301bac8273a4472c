package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtTensor;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A source's current batch, in memory that several networks read. */
final class OrtFeed implements NetworkRunner.Feed {
  private final BatchLayout layout;
  private final BatchBuffers buffers;
  private int samples;

  OrtFeed(BatchSource source, BatchLayout layout) {
    this.layout = layout;
    buffers = new BatchBuffers(source, layout);
  }

  @Override
  public int next() {
    samples = buffers.next();
    return samples;
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public FloatBuffer values(String input) {
    return floats(buffers.data(input, samples));
  }

  boolean fills(String input) {
    return buffers.fills(input);
  }

  /** Samples that a network is shown: where its batch is fixed, older ones fill up the last. */
  int rows() {
    return layout.fixed() ? layout.batchSize() : samples;
  }

  OrtTensor tensor(OrtRuntime runtime, OrtTensorInfo input) {
    return buffers.tensor(runtime, input, rows());
  }

  static FloatBuffer floats(MemorySegment data) {
    return data.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public void close() {
    buffers.close();
  }
}
