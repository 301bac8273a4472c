package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtTensor;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Native buffers, allocated once, that a source fills batch by batch. */
final class BatchBuffers implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final BatchSource source;
  private final BatchLayout layout;
  private final Map<String, TensorSpec> specs;
  private final Arena arena = Arena.ofShared();
  private final Map<String, MemorySegment> bySourceName = new HashMap<>();
  private final Map<String, MemorySegment> byInput = new LinkedHashMap<>();
  private boolean closed;

  BatchBuffers(BatchSource source, BatchLayout layout) {
    this.source = source;
    this.layout = layout;
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

  boolean fills(String input) {
    return byInput.containsKey(input);
  }

  /** One input's buffer as a tensor of so many samples, to be closed by the caller. */
  OrtTensor tensor(OrtRuntime runtime, OrtTensorInfo input, int samples) {
    Shape shape = layout.shape(input.name(), samples);
    return new OrtTensor(runtime, data(input.name(), samples), input.elementType(), shape);
  }

  /** What one input is fed: so many samples. */
  MemorySegment data(String input, int samples) {
    long elements = layout.shape(input, samples).elements();
    return byInput.get(input).asSlice(0, elements * specs.get(input).type().bytes());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
