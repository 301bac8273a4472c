package dev.trtcal.tensorrt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A build on a thread of its own, so that who waits for it can leave. TensorRT looks at its monitor
 * between two steps only, and a step may take seconds: an interrupted caller waits for its end a
 * moment, then goes. The build goes on until TensorRT returns and frees what it used; it asks and
 * writes nothing any more ({@link CallerSide}).
 */
final class BuildThread<T> {
  /** TensorRT's steps take milliseconds or seconds: what is not over by then is one of seconds. */
  static final Duration WIND_DOWN = Duration.ofMillis(250);

  /** What the data source is given besides, to come back from the batch that it is filling. */
  private static final Duration SOURCE = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(BuildThread.class);

  private final Function<CallerSide, T> build;
  private final Consumer<T> discard;
  private final Thread caller = Thread.currentThread();
  private final Thread thread = new Thread(this::work, "trtcal-build");
  private final CallerSide side = new CallerSide(caller, thread);

  // Written under this object's lock.
  private final Queue<Runnable> afterwards = new ArrayDeque<>();
  private T result;
  private Throwable thrown;
  private boolean left;
  private volatile boolean over;

  private BuildThread(Function<CallerSide, T> build, Consumer<T> discard) {
    this.build = build;
    this.discard = discard;
    thread.setDaemon(true);
  }

  /**
   * Starts a build, for this thread to wait for.
   *
   * @param discard frees a result that nobody waits for any more
   */
  static <T> BuildThread<T> start(Function<CallerSide, T> build, Consumer<T> discard) {
    BuildThread<T> started = new BuildThread<>(build, discard);
    started.thread.start();
    return started;
  }

  private void work() {
    T made = null;
    Throwable failure = null;
    try {
      made = build.apply(side);
    } catch (Throwable t) {
      // It is the waiting thread's to throw, an Error too.
      failure = t;
    }
    synchronized (this) {
      result = made;
      thrown = failure;
      if (!left) {
        over = true;
        LockSupport.unpark(caller);
        return;
      }
      if (made != null) {
        afterwards.add(() -> discard.accept(result));
      }
    }
    endAlone();
  }

  /** The result was made last and is freed last: a session that made it frees it with itself. */
  private void endAlone() {
    Runnable next = next();
    while (next != null) {
      try {
        next.run();
      } catch (RuntimeException e) {
        log.warn("a build that was interrupted could not free what it used", e);
      }
      next = next();
    }
    log.info("TensorRT has returned from the build that was interrupted; all of it is freed");
  }

  private synchronized Runnable next() {
    over = afterwards.isEmpty();
    return afterwards.poll();
  }

  /**
   * Waits for the build.
   *
   * @param whenLeft what is thrown when the thread is interrupted and TensorRT does not return soon
   * @return what it made
   * @throws RuntimeException what it threw, itself; an Error likewise
   */
  T await(Supplier<? extends RuntimeException> whenLeft) {
    // The interrupt is seen in one of two places at any moment: here until it is passed on.
    while (!over && !caller.isInterrupted()) {
      LockSupport.park(this);
    }
    if (!over) {
      thread.interrupt();
      Thread.interrupted();
      try {
        leaveUnlessOver();
      } finally {
        caller.interrupt();
      }
    }
    synchronized (this) {
      if (left) {
        throw whenLeft.get();
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      return result;
    }
  }

  /** Interrupted again, the caller does not wait. */
  private void leaveUnlessOver() {
    long end = System.nanoTime() + WIND_DOWN.toNanos();
    for (long rest = WIND_DOWN.toNanos(); rest > 0 && !over && !caller.isInterrupted(); ) {
      LockSupport.parkNanos(this, rest);
      rest = end - System.nanoTime();
    }
    synchronized (this) {
      if (over) {
        return;
      }
      left = true;
    }
    log.info("TensorRT is in the middle of a step; the build that was interrupted ends with it");
    if (!side.close(SOURCE)) {
      log.warn(
          "the data source or the listener of a build that was interrupted does not come back,"
              + " interrupted or not; it is left behind");
    }
  }

  /** Whether its caller has left it and it still goes on. */
  boolean goesOnAlone() {
    return !over;
  }

  /** Runs this when the build is over: at once, or on its thread. */
  void afterwards(Runnable last) {
    synchronized (this) {
      if (!over) {
        afterwards.add(last);
        return;
      }
    }
    last.run();
  }
}
