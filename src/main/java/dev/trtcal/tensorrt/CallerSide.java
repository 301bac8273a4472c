package dev.trtcal.tensorrt;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a build does on the side of the one who waits for it: it asks the data source, tells the
 * progress listener, writes files. Once that one has left, nothing of this happens any more, though
 * TensorRT may go on for seconds.
 */
final class CallerSide {
  private final Thread caller;
  private final Thread builder;

  /** Those who are on this side now, one entry a call; under this object's lock. */
  private final List<Thread> here = new ArrayList<>();

  private boolean left;

  /**
   * @param caller waits for the build
   * @param builder runs it; hears of the caller's interrupt at the end of each call
   */
  CallerSide(Thread caller, Thread builder) {
    this.caller = caller;
    this.builder = builder;
  }

  /** For what is built and waited for on this thread. */
  static CallerSide ofThisThread() {
    return new CallerSide(Thread.currentThread(), Thread.currentThread());
  }

  /**
   * Makes a call on the caller's side.
   *
   * @throws CalibrationFailedException when the caller has left
   */
  <T> T call(Supplier<T> step) {
    enter();
    try {
      return step.get();
    } finally {
      leave();
    }
  }

  /** As {@link #call}. */
  void run(Runnable step) {
    enter();
    try {
      step.run();
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    if (left) {
      throw Interruption.failure();
    }
    here.add(Thread.currentThread());
  }

  private void leave() {
    synchronized (this) {
      here.remove(Thread.currentThread());
      notifyAll();
    }
    if (caller.isInterrupted() && Thread.currentThread() == builder) {
      builder.interrupt();
    }
  }

  /**
   * Lets nobody in from here on, interrupts those who are here and waits for them.
   *
   * @param patience is over at once when the caller, who calls this, is interrupted
   * @return whether all have gone
   */
  synchronized boolean close(Duration patience) {
    left = true;
    here.forEach(Thread::interrupt);
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (long rest = patience.toNanos(); !here.isEmpty() && rest > 0; ) {
        wait(rest / 1_000_000 + 1);
        rest = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return here.isEmpty();
  }

  /** Tells the listener until the caller has left. */
  ProgressListener listener(ProgressListener told) {
    return new ProgressListener() {
      @Override
      public void progress(String phase, long done, long total) {
        run(() -> told.progress(phase, done, total));
      }

      @Override
      public void part(String part, String of, long done, long total) {
        run(() -> told.part(part, of, done, total));
      }

      @Override
      public void cacheWritten(CalibrationResult soFar) {
        run(() -> told.cacheWritten(soFar));
      }
    };
  }
}
