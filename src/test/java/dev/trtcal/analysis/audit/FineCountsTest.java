package dev.trtcal.analysis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FineCountsTest {
  /** Values 0.5, 1.5, ... 9.5 with 1, 2, ... 10 occurrences: a bin is 1/1024 wide. */
  private static FineCounts stairs() {
    long[] counts = new long[TensorStatistics.FINE];
    for (int i = 0; i < 10; i++) {
      counts[i * 1024 + 512] = i + 1L;
    }
    return new FineCounts(16, new Extremes(-9.5f, 8.5f), counts);
  }

  @Test
  void tellsWhatMagnitudeANumberOfValuesExceed() {
    FineCounts stairs = stairs();
    assertEquals(9.5, stairs.exceededBy(0.01));
    assertEquals(9.5, stairs.exceededBy(1));
    assertEquals(9.5, stairs.exceededBy(10), 1e-3);
    assertEquals(8.5, stairs.exceededBy(11), 1e-3);
    assertEquals(8.5, stairs.exceededBy(19), 1e-3);
    assertEquals(0.5, stairs.exceededBy(55), 1e-3);
  }

  @Test
  void agreesWithTheShareBeyond() {
    FineCounts stairs = stairs();
    for (double values = 2; values < 55; values += 0.5) {
      double magnitude = stairs.exceededBy(values);
      assertEquals(values, 55 * stairs.shareBeyond(magnitude), 10, "of " + values);
    }
  }

  /** Two samples of one distribution are as far apart as chance says, of another one farther. */
  @Test
  void tellsHowFarApartChanceBringsSamples() {
    FineCounts some = sample(20_000, 1, 1);
    FineCounts more = sample(100_000, 1, 2);
    FineCounts wider = sample(100_000, 3, 3);
    assertEquals(1, some.distance(more) / some.chanceDistance(more), 0.15);
    assertTrue(some.distance(wider) > 2 * some.chanceDistance(wider));
  }

  /** Magnitudes of a normal variable. */
  private static FineCounts sample(int values, double deviation, long seed) {
    Random random = new Random(seed);
    long[] counts = new long[TensorStatistics.FINE];
    double max = 0;
    for (int i = 0; i < values; i++) {
      double magnitude = Math.abs(random.nextGaussian() * deviation);
      max = Math.max(max, magnitude);
      counts[(int) (magnitude / 16 * counts.length)]++;
    }
    return new FineCounts(16, new Extremes(0, (float) max), counts);
  }

  @Test
  void zerosAloneReachNothing() {
    FineCounts zeros = new FineCounts(0, new Extremes(0, 0), new long[TensorStatistics.FINE]);
    assertEquals(0, zeros.exceededBy(100));
  }
}
