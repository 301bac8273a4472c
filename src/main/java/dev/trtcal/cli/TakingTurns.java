package dev.trtcal.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Variants of one job that are timed in turns: each round runs every variant once, so that whatever
 * slows the machine slows all of them. One round goes before, unmeasured, to warm up.
 */
final class TakingTurns {
  /** Does a job once, and says how long what counts of it took. */
  interface Job {
    long nanoseconds();
  }

  private final Map<String, Job> variants = new LinkedHashMap<>();

  /** Adds a variant that times itself. */
  TakingTurns addTimed(String variant, Job job) {
    variants.put(variant, job);
    return this;
  }

  /** Adds a variant all of which counts. */
  TakingTurns add(String variant, Runnable job) {
    return addTimed(
        variant,
        () -> {
          long start = System.nanoTime();
          job.run();
          return System.nanoTime() - start;
        });
  }

  /**
   * Runs the rounds.
   *
   * @return the median of each variant in milliseconds, in the order added
   */
  Map<String, Double> medians(int rounds) {
    Map<String, long[]> times = new LinkedHashMap<>();
    variants.forEach(
        (variant, job) -> {
          job.nanoseconds();
          times.put(variant, new long[rounds]);
        });
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Job> variant : variants.entrySet()) {
        times.get(variant.getKey())[round] = variant.getValue().nanoseconds();
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    times.forEach((variant, measured) -> medians.put(variant, median(measured) / 1e6));
    return medians;
  }

  /** The middle one, or between the two in the middle. */
  static double median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : (sorted[middle - 1] + (double) sorted[middle]) / 2;
  }
}
