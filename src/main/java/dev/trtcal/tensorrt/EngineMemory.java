package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What goes into an engine and what comes out: shapes, and memory for outputs. */
final class EngineMemory implements AutoCloseable {
  private final List<TensorInfo> tensors;
  private final ExecutionContext context;
  private final Map<String, DeviceBuffer> outputs = new HashMap<>();
  private PinnedBuffer staging;
  private int room;

  /**
   * @param tensors the engine's inputs and outputs
   */
  EngineMemory(List<TensorInfo> tensors, ExecutionContext context) {
    this.tensors = tensors;
    this.context = context;
  }

  /** Sets shapes and makes room for the outputs; returns the samples that the engine computes. */
  int bind(DeviceFeed data) {
    BatchLayout layout = data.layout();
    if (layout.batchSize() > room) {
      outputs.values().forEach(DeviceBuffer::close);
      outputs.clear();
      room = layout.batchSize();
    }
    boolean dynamic = false;
    for (TensorInfo input : tensors) {
      if (input.input()) {
        check(input, layout);
        dynamic |= input.shape().rank() > 0 && input.shape().dim(0) == Shape.DYNAMIC;
        if (input.shape().isDynamic()) {
          int samples = input.shape().dim(0) == Shape.DYNAMIC ? data.samples() : layout.batchSize();
          context.setInputShape(input.name(), layout.shape(input.name(), samples));
        }
      }
    }
    for (TensorInfo output : tensors) {
      if (!output.input() && !outputs.containsKey(output.name())) {
        long bytes = output.bytes(actual(output, layout.batchSize()));
        outputs.put(output.name(), DeviceBuffer.allocate(bytes));
      }
    }
    return dynamic ? data.samples() : layout.batchSize();
  }

  /** The data come as the engine takes them. */
  private static void check(TensorInfo input, BatchLayout layout) {
    for (TensorSpec spec : layout.inputs()) {
      if (spec.name().equals(input.name())) {
        if (input.shape().admits(spec.shape()) && spec.type() == input.spec().type()) {
          return;
        }
        throw new UsageException(
            "engine.input", "the engine takes " + input + "; the data come as " + spec);
      }
    }
    throw new UsageException(
        "engine.input", "the engine takes " + input + ", for which there are no data");
  }

  /** A tensor's shape with so many samples. */
  private static Shape actual(TensorInfo tensor, int samples) {
    Shape shape = tensor.shape();
    if (shape.rank() > 0 && shape.dim(0) == Shape.DYNAMIC) {
      shape = shape.dropFirst().prepend(samples);
    }
    if (shape.isDynamic()) {
      throw new UsageException(
          "engine.output",
          "output " + tensor + ": only a dynamic batch axis is known how to be read");
    }
    return shape;
  }

  /** A buffer for each of the engine's tensors. */
  Map<String, DeviceBuffer> buffers(DeviceFeed data) {
    Map<String, DeviceBuffer> buffers = new HashMap<>(outputs);
    buffers.putAll(data.buffers());
    return buffers;
  }

  /** What an output holds of the current samples. */
  float[] values(TensorInfo output, DeviceFeed data, int rows) {
    DeviceBuffer from = outputs.get(output.name());
    PinnedBuffer to = pinned(from.bytes());
    data.stream().copy(from, to);
    data.stream().synchronize();
    Shape shape = actual(output, rows);
    FloatBuffer all =
        Elements.floats(output.type(), to.segment(), Math.toIntExact(shape.elements()));
    float[] values = new float[asked(shape, rows, data.samples())];
    all.get(values);
    return values;
  }

  /**
   * Elements of a tensor that belong to the samples asked for; all where its first axis is none.
   */
  static int asked(Shape shape, int rows, int samples) {
    int all = Math.toIntExact(shape.elements());
    return shape.rank() > 0 && shape.dim(0) == rows ? all / rows * samples : all;
  }

  /** Host memory of at least so many bytes, good until the next call. */
  MemorySegment staging(long bytes) {
    return pinned(bytes).segment();
  }

  private PinnedBuffer pinned(long bytes) {
    if (staging == null || staging.bytes() < bytes) {
      if (staging != null) {
        staging.close();
      }
      staging = PinnedBuffer.allocate(bytes);
    }
    return staging;
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    outputs.values().forEach(buffer -> failures.run(buffer::close));
    if (staging != null) {
      failures.run(staging::close);
    }
    failures.rethrow();
  }
}
