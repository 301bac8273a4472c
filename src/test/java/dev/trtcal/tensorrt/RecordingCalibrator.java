package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Feeds one input, {@code x} of 24 floats, with constant batches, and writes down every call that
 * it gets. Tests override what they want to go wrong.
 */
class RecordingCalibrator implements Int8Calibrator, AutoCloseable {
  static final int BATCH = 2;
  private static final int FLOATS = BATCH * 3 * 4;

  final List<String> calls = new ArrayList<>();
  final List<Thread> threads = new ArrayList<>();
  private final Algorithm algorithm;
  private final List<Float> batches;
  private final PinnedBuffer host = PinnedBuffer.allocate(FLOATS * Float.BYTES);
  private final DeviceBuffer device = DeviceBuffer.allocate(FLOATS * Float.BYTES);
  private final CudaStream stream = CudaStream.create();
  private int next;
  Optional<byte[]> cache = Optional.empty();
  Optional<byte[]> histogram = Optional.empty();

  /**
   * @param batches the value that each batch is filled with
   */
  RecordingCalibrator(Algorithm algorithm, Float... batches) {
    this.algorithm = algorithm;
    this.batches = List.of(batches);
  }

  @Override
  public Algorithm algorithm() {
    return algorithm;
  }

  private void called(String what) {
    calls.add(what);
    threads.add(Thread.currentThread());
  }

  @Override
  public int batchSize() {
    called("batchSize");
    return BATCH;
  }

  @Override
  public boolean getBatch(List<String> names, DeviceBindings bindings) {
    called("getBatch" + names);
    if (next == batches.size()) {
      next = 0;
      return false;
    }
    float value = batches.get(next++);
    for (int i = 0; i < FLOATS; i++) {
      host.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
    stream.copy(host, device);
    stream.synchronize();
    bindings.set("x", device);
    return true;
  }

  @Override
  public Optional<byte[]> readCalibrationCache() {
    called("readCalibrationCache");
    return cache;
  }

  @Override
  public void writeCalibrationCache(byte[] bytes) {
    called("writeCalibrationCache");
    cache = Optional.of(bytes);
  }

  @Override
  public Optional<byte[]> readHistogramCache() {
    called("readHistogramCache");
    return histogram;
  }

  @Override
  public void writeHistogramCache(byte[] bytes) {
    called("writeHistogramCache");
    histogram = Optional.of(bytes);
  }

  String cacheText() {
    return new String(cache.orElseThrow(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(stream::close);
    failures.run(device::close);
    failures.run(host::close);
    failures.rethrow();
  }
}
