package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensor;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Native buffers, allocated once, that a source fills and a session reads. */
final class BatchFeed implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final OrtRuntime runtime;
  private final BatchSource source;
  private final BatchLayout layout;
  private final List<OrtTensorInfo> order;
  private final Map<String, TensorSpec> specs;
  private final Arena arena = Arena.ofShared();
  private final Map<String, MemorySegment> bySourceName = new HashMap<>();
  private final Map<String, MemorySegment> byInput = new LinkedHashMap<>();
  private final List<OrtTensor> tensors = new ArrayList<>();
  private int described;

  BatchFeed(OrtRuntime runtime, OrtSession session, BatchSource source, BatchLayout layout) {
    this.runtime = runtime;
    this.source = source;
    this.layout = layout;
    order = session.inputs();
    specs = layout.inputs().stream().collect(Collectors.toMap(TensorSpec::name, spec -> spec));
    for (TensorSpec spec : layout.inputs()) {
      MemorySegment buffer = arena.allocate(Math.max(1, spec.bytes()), ALIGNMENT);
      byInput.put(spec.name(), buffer);
      bySourceName.put(layout.sourceNames().get(spec.name()), buffer);
    }
  }

  /** Bytes of the buffers. */
  long bytes() {
    return byInput.values().stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /** Fetches the next samples; 0 when there are none left. */
  int next() {
    int samples = source.fill(bySourceName, layout.batchSize());
    if (samples < 0 || samples > layout.batchSize()) {
      throw new IllegalStateException(
          "the source handed out " + samples + " samples for a batch of " + layout.batchSize());
    }
    return samples;
  }

  /** The buffers as the session's inputs, of so many samples. */
  List<OrtTensor> tensors(int samples) {
    if (described != samples) {
      closeTensors();
      for (OrtTensorInfo input : order) {
        Shape shape = specs.get(input.name()).shape().dropFirst().prepend(samples);
        tensors.add(
            new OrtTensor(runtime, data(input.name(), samples), input.elementType(), shape));
      }
      described = samples;
    }
    return tensors;
  }

  /** What one input is fed: so many samples. */
  MemorySegment data(String input, int samples) {
    TensorSpec spec = specs.get(input);
    ElementType type = spec.type();
    long bytes = spec.shape().dropFirst().elements() * type.bytes() * samples;
    return byInput.get(input).asSlice(0, bytes);
  }

  private void closeTensors() {
    tensors.forEach(OrtTensor::close);
    tensors.clear();
  }

  @Override
  public void close() {
    closeTensors();
    arena.close();
  }
}
