package dev.trtcal.cpu;

import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensor;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network in ONNX Runtime. */
final class OrtNetwork implements NetworkRunner.Network {
  private static final long ALIGNMENT = 64;

  private final OrtRuntime runtime;
  private final OrtSession session;

  OrtNetwork(OrtRuntime runtime, OrtSession session) {
    this.runtime = runtime;
    this.session = session;
  }

  @Override
  public List<NetworkRunner.Output> outputs() {
    return session.outputs().stream()
        .map(info -> new NetworkRunner.Output(info.name(), info.elementType(), info.shape()))
        .toList();
  }

  @Override
  public NetworkRunner.Values run(NetworkRunner.Feed feed, Map<String, FloatBuffer> others) {
    OrtFeed data = (OrtFeed) feed;
    List<OrtTensor> inputs = new ArrayList<>();
    try (Arena call = Arena.ofConfined()) {
      for (OrtTensorInfo input : session.inputs()) {
        inputs.add(
            data.fills(input.name())
                ? data.tensor(runtime, input)
                : tensor(input, others.get(input.name()), call));
      }
      return new OrtValues(session, session.run(inputs), data.samples(), data.rows());
    } finally {
      inputs.forEach(OrtTensor::close);
    }
  }

  private OrtTensor tensor(OrtTensorInfo input, FloatBuffer values, Arena call) {
    if (values == null) {
      throw new IllegalStateException("nothing is fed to the input " + input.name());
    }
    Shape shape = input.shape();
    MemorySegment memory = call.allocate((long) values.remaining() * Float.BYTES, ALIGNMENT);
    OrtFeed.floats(memory).put(values.duplicate());
    return new OrtTensor(runtime, memory, input.elementType(), shape);
  }

  @Override
  public void close() {
    session.close();
  }

  private record OrtValues(OrtSession session, OrtOutputs outputs, int samples, int rows)
      implements NetworkRunner.Values {
    /** Of an output whose first axis is the batch, what belongs to the samples asked for. */
    @Override
    public FloatBuffer floats(int output) {
      FloatBuffer all = OrtFeed.floats(outputs.data(output, Float.BYTES));
      Shape shape = session.outputs().get(output).shape();
      return samples < rows && shape.rank() > 0 && shape.dim(0) == rows
          ? all.limit(all.remaining() / rows * samples)
          : all;
    }

    @Override
    public void close() {
      outputs.close();
    }
  }
}
