package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.OutputFile;
import dev.trtcal.dataset.NpySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calibrator of {@code src/bench-native/calibrate.cpp} in Java: the same calls, the same times.
 */
final class TimedCalibrator implements Int8Calibrator, BuildMonitor, AutoCloseable {
  private static final int BATCH = 32;

  private final NpySource data;
  private final Path cache;
  private final PinnedBuffer host;
  private final DeviceBuffer device;
  private final CudaStream stream;
  private final Map<String, java.lang.foreign.MemorySegment> buffers;

  long first;
  long last;
  volatile long written;
  long callbacks;
  long copies;

  TimedCalibrator(Path npy, Path cache) {
    this.data = NpySource.of(npy).open();
    this.cache = cache;
    long bytes = BATCH * data.samples().get(0).bytes();
    this.host = PinnedBuffer.allocate(bytes);
    this.device = DeviceBuffer.allocate(bytes);
    this.stream = CudaStream.create();
    this.buffers = Map.of("", host.segment());
  }

  @Override
  public Algorithm algorithm() {
    return Algorithm.entropy2();
  }

  @Override
  public int batchSize() {
    return BATCH;
  }

  @Override
  public boolean getBatch(List<String> names, DeviceBindings bindings) {
    long begin = System.nanoTime();
    if (first == 0) {
      first = begin;
    }
    boolean more = data.fill(buffers, BATCH) == BATCH;
    if (more) {
      long copy = System.nanoTime();
      stream.copy(host, device);
      stream.synchronize();
      copies += System.nanoTime() - copy;
      bindings.set(names.get(0), device);
    }
    last = System.nanoTime();
    callbacks += last - begin;
    return more;
  }

  @Override
  public Optional<byte[]> readCalibrationCache() {
    return Optional.empty();
  }

  @Override
  public void writeCalibrationCache(byte[] bytes) {
    written = System.nanoTime();
    OutputFile.write(cache, bytes);
    callbacks += System.nanoTime() - written;
  }

  @Override
  public boolean stepComplete(String phase, int step) {
    return written == 0;
  }

  @Override
  public void close() {
    stream.close();
    device.close();
    host.close();
    data.close();
  }
}
