package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.MonitorTarget;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Watches the builds of one configuration: passes on what TensorRT tells of them, and ends one when
 * its thread is interrupted, when enough is done, or when the monitor says so.
 */
final class BuildWatch implements MonitorTarget {
  private final AtomicReference<Watched> current = new AtomicReference<>();
  private volatile BuildMonitor monitor = BuildMonitor.NONE;

  void tell(BuildMonitor monitor) {
    this.monitor = monitor;
  }

  /**
   * Starts watching a build that this thread is about to make.
   *
   * @param enough whether the rest of the build is not wanted
   * @param atEnd told when the build is made to end, before TensorRT knows
   * @throws IllegalStateException when one is running with the same configuration
   */
  Watched begin(BooleanSupplier enough, Runnable atEnd) {
    Watched build = new Watched(enough, atEnd);
    if (!current.compareAndSet(null, build)) {
      throw new IllegalStateException("the configuration is in use by another build");
    }
    return build;
  }

  /** One build, until it is closed. */
  final class Watched implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final BooleanSupplier enough;
    private final Runnable atEnd;
    private volatile Throwable failure;
    private volatile boolean ended;

    private Watched(BooleanSupplier enough, Runnable atEnd) {
      this.enough = enough;
      this.atEnd = atEnd;
    }

    /** Why the build was made to end, where that is a failure; or null. */
    Throwable failure() {
      return failure;
    }

    /** Whether it was made to end because enough was done. */
    boolean endedWithEnough() {
      return ended && failure == null;
    }

    private boolean goesOn(String phase, int step) {
      if (failure == null && !ended) {
        if (thread.isInterrupted()) {
          end(Interruption.failure());
        } else if (enough.getAsBoolean()) {
          end(null);
        } else if (!monitor.stepComplete(phase, step)) {
          end(Interruption.stopped(phase));
        }
      }
      return failure == null && !ended;
    }

    private synchronized void end(Throwable why) {
      if (failure == null) {
        failure = why;
      }
      ended = true;
      atEnd.run();
    }

    @Override
    public void close() {
      current.set(null);
    }
  }

  @Override
  public void phaseStart(String phase, Optional<String> parent, int steps) {
    monitor.phaseStart(phase, parent, steps);
  }

  @Override
  public boolean stepComplete(String phase, int step) {
    Watched build = current.get();
    return build != null && build.goesOn(phase, step);
  }

  @Override
  public void phaseFinish(String phase) {
    monitor.phaseFinish(phase);
  }

  @Override
  public void failed(Throwable thrown) {
    Watched build = current.get();
    if (build != null) {
      build.end(thrown);
    }
  }
}
