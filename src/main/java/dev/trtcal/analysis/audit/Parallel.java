package dev.trtcal.analysis.audit;

import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** A loop on so many threads; the steps must not depend on one another. */
final class Parallel {
  private Parallel() {}

  /** Does every step from 0 to {@code count} - 1; a step's failure is thrown here. */
  static void forEach(int count, int threads, IntConsumer step) {
    if (threads == 1 || count < 2) {
      IntStream.range(0, count).forEach(step);
      return;
    }
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(() -> IntStream.range(0, count).parallel().forEach(step)).join();
    } finally {
      pool.shutdown();
    }
  }
}
