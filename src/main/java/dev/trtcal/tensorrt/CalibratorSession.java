package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.CalibratorTarget;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A user's calibrator as the shim asks it, build after build. */
final class CalibratorSession implements CalibratorTarget {
  private final Int8Calibrator calibrator;
  private final AtomicReference<Build> current = new AtomicReference<>();

  CalibratorSession(Int8Calibrator calibrator) {
    this.calibrator = Objects.requireNonNull(calibrator, "calibrator");
  }

  /**
   * Starts a build.
   *
   * @throws IllegalStateException when one is running with the same configuration
   */
  Build begin(CalibrationShapes shapes) {
    Build build = new Build(shapes);
    if (!current.compareAndSet(null, build)) {
      build.lent.close();
      throw new IllegalStateException("the configuration is in use by another build");
    }
    return build;
  }

  /** One build, until it is closed. */
  final class Build implements AutoCloseable {
    private final CalibrationShapes shapes;

    /** What the shim was told to read: TensorRT reads it until the build ends. */
    private final Arena lent = Arena.ofShared();

    private volatile Throwable failure;

    private Build(CalibrationShapes shapes) {
      this.shapes = shapes;
    }

    /** What the calibrator threw first, or null. */
    Throwable failure() {
      return failure;
    }

    @Override
    public void close() {
      current.set(null);
      lent.close();
    }
  }

  /** The build that a callback belongs to; asked outside of one it must not go on. */
  private Build build() {
    Build build = current.get();
    if (build == null) {
      throw new IllegalStateException("a calibrator was called outside of a build");
    }
    return build;
  }

  @Override
  public int batchSize() {
    int batchSize = calibrator.batchSize();
    build().shapes.checkBatch(batchSize);
    return batchSize;
  }

  @Override
  public boolean getBatch(List<String> names, long[] addresses) throws Exception {
    DeviceBindings bindings = new DeviceBindings(names, addresses, build().shapes.bytes());
    boolean more = calibrator.getBatch(names, bindings);
    if (more) {
      bindings.checkComplete();
    }
    return more;
  }

  @Override
  public MemorySegment readCache() throws Exception {
    return lend(calibrator.readCalibrationCache());
  }

  @Override
  public void writeCache(MemorySegment cache) throws Exception {
    calibrator.writeCalibrationCache(cache.toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public MemorySegment readHistogram() throws Exception {
    return lend(calibrator.readHistogramCache());
  }

  @Override
  public void writeHistogram(MemorySegment histogram) throws Exception {
    calibrator.writeHistogramCache(histogram.toArray(ValueLayout.JAVA_BYTE));
  }

  private MemorySegment lend(Optional<byte[]> bytes) {
    return bytes
        .filter(b -> b.length > 0)
        .map(b -> build().lent.allocateFrom(ValueLayout.JAVA_BYTE, b))
        .orElse(MemorySegment.NULL);
  }

  @Override
  public void failed(Throwable thrown) {
    Build build = current.get();
    if (build != null && build.failure == null) {
      build.failure = thrown;
    }
  }
}
