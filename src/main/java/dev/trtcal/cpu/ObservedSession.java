package dev.trtcal.cpu;

import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * A session that computes observed values.
 *
 * @param positions for each output of the observed model that this session computes, which of the
 *     session's outputs holds it
 */
record ObservedSession(OrtSession session, Map<Integer, Integer> positions)
    implements AutoCloseable {
  ObservedSession {
    positions = Map.copyOf(positions);
  }

  /** Values of a source, in place: all of a batch, in any order where the order was free. */
  MemorySegment data(OrtOutputs outputs, Source.Output source) {
    return outputs.data(positions.get(source.index()), Float.BYTES);
  }

  @Override
  public void close() {
    session.close();
  }
}
