package dev.trtcal.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * A few threads that share out independent pieces of work. Each piece is done whole by one thread,
 * so the results do not depend on how many there are.
 */
final class Workers implements AutoCloseable {
  private final int threads;
  private final ExecutorService helpers;

  /**
   * Starts the threads.
   *
   * @param threads how many work at once, the calling one included; at least 1
   */
  Workers(int threads) {
    this.threads = threads;
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1),
            work -> {
              Thread thread = new Thread(work, "trtcal-statistics");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Does the pieces 0 to count - 1 and returns when all are done.
   *
   * @throws RuntimeException the first that a piece threw
   */
  void forEach(int count, IntConsumer piece) {
    begin(count, piece).finish();
  }

  /**
   * Lets the other threads begin with the pieces 0 to count - 1, in this order, and returns at
   * once.
   *
   * @return work whose {@link Work#finish} must be called, whatever happens meanwhile
   */
  Work begin(int count, IntConsumer piece) {
    Work work = new Work(count, piece);
    for (int i = 1; i < Math.min(threads, count + 1); i++) {
      work.running.add(helpers.submit(work::takePieces));
    }
    return work;
  }

  /** Pieces that were begun. */
  static final class Work {
    private final int count;
    private final IntConsumer piece;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Future<?>> running = new ArrayList<>();

    private Work(int count, IntConsumer piece) {
      this.count = count;
      this.piece = piece;
    }

    private void takePieces() {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        piece.accept(i);
      }
    }

    /**
     * Helps with what is left and returns when all is done.
     *
     * @throws RuntimeException the first that a piece threw
     */
    void finish() {
      try {
        takePieces();
      } finally {
        running.forEach(Workers::await);
      }
    }
  }

  /** Native memory is in use until every helper is done, so an interrupt has to wait. */
  private static void await(Future<?> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          future.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }
}
