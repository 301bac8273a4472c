package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.CalibratorTarget;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A user's calibrator as the shim asks it, build after build. */
final class CalibratorSession implements CalibratorTarget {
  private final Int8Calibrator calibrator;
  private final AtomicReference<Build> current = new AtomicReference<>();

  /** Once there can be no further build; under this object's lock. */
  private boolean retired;

  CalibratorSession(Int8Calibrator calibrator) {
    this.calibrator = Objects.requireNonNull(calibrator, "calibrator");
  }

  /**
   * Starts a build.
   *
   * @param atInterrupt told when an interrupt ends it, before TensorRT knows
   * @throws IllegalStateException when one is running with the same configuration, or the
   *     calibrator was taken out of it
   */
  Build begin(CalibrationShapes shapes, Runnable atInterrupt) {
    synchronized (this) {
      if (retired) {
        throw new IllegalStateException("the calibrator was taken out of the configuration");
      }
      Build build = new Build(shapes, atInterrupt);
      if (!current.compareAndSet(null, build)) {
        build.lent.close();
        throw new IllegalStateException("the configuration is in use by another build");
      }
      return build;
    }
  }

  /**
   * Lets no further build begin.
   *
   * @throws IllegalStateException when one is running
   */
  synchronized void retire() {
    if (current.get() != null) {
      throw new IllegalStateException(
          "the calibrator cannot be replaced while a build is asking it");
    }
    retired = true;
  }

  /** One build, until it is closed. */
  final class Build implements AutoCloseable {
    private final CalibrationShapes shapes;
    private final Runnable atInterrupt;

    /** What the shim was told to read: TensorRT reads it until the build ends. */
    private final Arena lent = Arena.ofShared();

    /** What TensorRT reads the batch from that it was given last. */
    private final List<DeviceBuffer> held = new ArrayList<>();

    /** Used again while TensorRT asks for the same inputs. */
    private DeviceBindings bindings;

    /** The thread that builds, which may not be the one that a callback comes on. */
    private final Thread thread = Thread.currentThread();

    private volatile Throwable failure;
    private final AtomicBoolean read = new AtomicBoolean();
    private volatile boolean calibrated;

    private Build(CalibrationShapes shapes, Runnable atInterrupt) {
      this.shapes = shapes;
      this.atInterrupt = atInterrupt;
    }

    /** What the calibrator threw first, or null. */
    Throwable failure() {
      return failure;
    }

    private MemorySegment lend(String method, Optional<byte[]> bytes) {
      return Objects.requireNonNull(bytes, () -> method + " answered null; answer Optional.empty()")
          .filter(b -> b.length > 0)
          .map(b -> lent.allocateFrom(ValueLayout.JAVA_BYTE, b))
          .orElse(MemorySegment.NULL);
    }

    private void letGo() {
      for (int i = 0; i < held.size(); i++) {
        held.get(i).letGo();
      }
      held.clear();
    }

    private DeviceBindings bindings(List<String> names, long[] addresses) {
      if (bindings == null || !bindings.isFor(names, addresses)) {
        bindings = new DeviceBindings(names, addresses, shapes.bytes(), held);
      }
      return bindings;
    }

    /** Whether TensorRT has all scales: what follows in the build is the engine. */
    boolean calibrated() {
      return calibrated;
    }

    @Override
    public void close() {
      current.set(null);
      letGo();
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
    Build build = build();
    int batchSize = calibrator.batchSize();
    build.shapes.checkBatch(batchSize);
    return batchSize;
  }

  @Override
  public boolean getBatch(List<String> names, long[] addresses) throws Exception {
    Build build = build();
    // Asking for the next batch, TensorRT has done with the one before.
    build.letGo();
    if (build.thread.isInterrupted()) {
      build.atInterrupt.run();
      throw Interruption.failure();
    }
    DeviceBindings bindings = build.bindings(names, addresses);
    boolean more = calibrator.getBatch(names, bindings);
    if (more) {
      bindings.checkComplete();
    }
    return more;
  }

  @Override
  public MemorySegment readCache() throws Exception {
    Build build = build();
    MemorySegment cache = build.lend("readCalibrationCache", calibrator.readCalibrationCache());
    // Read a second time, what it was given is all that TensorRT waits for: it writes none then.
    boolean again = build.read.getAndSet(true);
    build.calibrated = again && !cache.equals(MemorySegment.NULL);
    return cache;
  }

  @Override
  public void writeCache(MemorySegment cache) throws Exception {
    Build build = build();
    calibrator.writeCalibrationCache(cache.toArray(ValueLayout.JAVA_BYTE));
    build.calibrated = true;
  }

  @Override
  public MemorySegment readHistogram() throws Exception {
    Build build = build();
    return build.lend("readHistogramCache", calibrator.readHistogramCache());
  }

  @Override
  public void writeHistogram(MemorySegment histogram) throws Exception {
    build();
    calibrator.writeHistogramCache(histogram.toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void failed(Throwable thrown) {
    Build build = current.get();
    if (build != null && build.failure == null) {
      build.failure = thrown;
    }
  }
}
