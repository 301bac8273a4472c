package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.NetworkRunner;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A source's current batch in pinned memory and on the device, for several engines. */
final class DeviceFeed implements NetworkRunner.Feed {
  private final BatchSource source;
  private final BatchLayout layout;
  private final Map<String, PinnedBuffer> host = new HashMap<>();
  private final Map<String, DeviceBuffer> device = new LinkedHashMap<>();
  private final Map<String, MemorySegment> bySourceName = new HashMap<>();
  private final CudaStream stream;
  private int samples;

  DeviceFeed(BatchSource source, BatchLayout layout) {
    this.source = source;
    this.layout = layout;
    stream = CudaStream.create();
    try {
      for (TensorSpec input : layout.inputs()) {
        PinnedBuffer buffer = PinnedBuffer.allocate(input.bytes());
        host.put(input.name(), buffer);
        bySourceName.put(layout.sourceNames().get(input.name()), buffer.segment());
        device.put(input.name(), DeviceBuffer.allocate(input.bytes()));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Fills the pinned buffers and brings them to the device. */
  @Override
  public int next() {
    samples = source.fill(bySourceName, layout.batchSize());
    if (samples < 0 || samples > layout.batchSize()) {
      throw new IllegalStateException(
          "the source handed out " + samples + " samples for a batch of " + layout.batchSize());
    }
    if (samples > 0) {
      host.forEach((name, buffer) -> stream.copy(buffer, device.get(name)));
      stream.synchronize();
    }
    return samples;
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public FloatBuffer values(String input) {
    FloatBuffer all =
        host.get(input).segment().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    return all.limit(Math.toIntExact(layout.shape(input, samples).elements()));
  }

  BatchLayout layout() {
    return layout;
  }

  Map<String, DeviceBuffer> buffers() {
    return device;
  }

  CudaStream stream() {
    return stream;
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    device.values().forEach(buffer -> failures.run(buffer::close));
    host.values().forEach(buffer -> failures.run(buffer::close));
    failures.run(stream::close);
    failures.rethrow();
  }
}
