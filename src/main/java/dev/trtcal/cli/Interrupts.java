package dev.trtcal.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Ctrl-C, and whatever else asks the process to end: the command is interrupted and given a moment
 * in which it ends its work and leaves nothing half-written. Then the process ends, whatever
 * TensorRT is in.
 */
final class Interrupts {
  /** With the JVM's own way out it is a second at most. */
  private static final long GRACE_MILLIS = 800;

  private Interrupts() {}

  /** Runs a command on this thread, and answers its exit code. */
  static int run(IntSupplier command) {
    Thread commands = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> askToEnd(commands, done), "trtcal-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return command.getAsInt();
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void askToEnd(Thread commands, CountDownLatch done) {
    commands.interrupt();
    try {
      boolean ended = done.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      if (!ended) {
        System.err.println(
            "error: interrupted in the middle of a step; every file that is there is whole");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook has run, and nothing is left to take away.
      return;
    }
  }
}
