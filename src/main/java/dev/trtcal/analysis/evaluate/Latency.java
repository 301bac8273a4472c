package dev.trtcal.analysis.evaluate;

import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long engines take for one batch on the device, copies left out: measured in turn, after a
 * warm-up, on the same data.
 *
 * @param batch samples a batch
 * @param runs measured of each engine
 * @param fp32 the FP32 engine
 * @param int8 the INT8 engine, if there is one
 */
public record Latency(int batch, int runs, Times fp32, Optional<Times> int8) {
  private static final int WARM_UP = 20;
  private static final int MOST_RUNS = 200;
  private static final int FEWEST_RUNS = 10;

  /** So much time is spent on measuring, in milliseconds, where that leaves the fewest runs. */
  private static final double BUDGET = 4000;

  /**
   * Milliseconds a batch.
   *
   * @param median half of the runs are faster
   * @param low one run in ten is faster
   * @param high one run in ten is slower
   */
  public record Times(double median, double low, double high) {
    static Times of(double[] milliseconds) {
      double[] sorted = milliseconds.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Times(
          (sorted[last / 2] + sorted[(last + 1) / 2]) / 2,
          sorted[last / 10],
          sorted[last - last / 10]);
    }
  }

  /** How many times as fast INT8 is. */
  public Optional<Double> speedup() {
    return int8.map(times -> fp32.median() / times.median());
  }

  /**
   * Measures engines on the feed's current batch.
   *
   * @param batch samples of it that they compute
   */
  static Latency measure(
      EngineRunner.Engine fp32,
      Optional<EngineRunner.Engine> int8,
      NetworkRunner.Feed feed,
      int batch) {
    double once = 0;
    for (int i = 0; i < WARM_UP; i++) {
      once = fp32.milliseconds(feed);
      once += int8.isPresent() ? int8.get().milliseconds(feed) : 0;
      if (once * i > BUDGET) {
        break;
      }
    }
    int runs = (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, BUDGET / Math.max(once, 1e-3)));
    double[] first = new double[runs];
    double[] second = new double[runs];
    for (int i = 0; i < runs; i++) {
      first[i] = fp32.milliseconds(feed);
      second[i] = int8.isPresent() ? int8.get().milliseconds(feed) : 0;
    }
    return new Latency(
        batch,
        runs,
        Times.of(first),
        int8.isPresent() ? Optional.of(Times.of(second)) : Optional.empty());
  }
}
