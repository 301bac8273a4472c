package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every algorithm on any data, and what each makes of data at the limits. */
class AlgorithmPropertiesTest {
  /** The rules on a histogram. */
  enum Rule {
    ENTROPY,
    QUANTILE,
    REGRESSION,
    PERCENTILE,
    MSE;

    Threshold of(Histogram histogram) {
      return switch (this) {
        case ENTROPY -> EntropySearch.threshold(histogram);
        case QUANTILE -> LegacyRule.threshold(histogram, 0.9999, 1);
        case REGRESSION -> LegacyRule.threshold(histogram, 0.999, 0.3);
        case PERCENTILE -> PercentileRule.threshold(histogram, 99.9);
        case MSE -> MseSearch.threshold(histogram);
      };
    }

    Threshold of(float[]... batches) {
      return of(counted(new Histogram(), List.of(batches)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void movesByPowersOfTwoAsTheDataDo(Rule rule) {
    Random random = new Random(17);
    for (int round = 0; round < 15; round++) {
      List<float[]> batches = batches(random);
      float factor = Math.scalb(1f, random.nextInt(81) - 40);
      float[][] scaled = new float[batches.size()][];
      for (int b = 0; b < scaled.length; b++) {
        scaled[b] = batches.get(b).clone();
        for (int i = 0; i < scaled[b].length; i++) {
          scaled[b][i] *= factor;
        }
      }
      Threshold one = rule.of(batches.toArray(float[][]::new));
      Threshold other = rule.of(scaled);
      assertEquals(one.value() * factor, other.value(), "by " + factor);
      assertEquals(one.scale() * factor, other.scale(), "by " + factor);
      assertEquals(one.clipRatio(), other.clipRatio(), "by " + factor);
      assertEquals(one.bin(), other.bin(), "by " + factor);
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotSeeTheSignOrTheOrderWithinABatch(Rule rule) {
    Random random = new Random(19);
    for (int round = 0; round < 10; round++) {
      List<float[]> batches = batches(random);
      float[][] shuffled = new float[batches.size()][];
      for (int b = 0; b < shuffled.length; b++) {
        List<Float> values = new ArrayList<>();
        for (float value : batches.get(b)) {
          values.add(random.nextBoolean() ? value : -value);
        }
        Collections.shuffle(values, random);
        shuffled[b] = new float[values.size()];
        for (int i = 0; i < values.size(); i++) {
          shuffled[b][i] = values.get(i);
        }
      }
      assertEquals(rule.of(batches.toArray(float[][]::new)), rule.of(shuffled));
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotSeeTheOrderOrTheSizeOfBatchesWhereTheRangeIsKnown(Rule rule) {
    Random random = new Random(23);
    for (int round = 0; round < 10; round++) {
      List<float[]> batches = batches(random);
      float range = 0;
      int values = 0;
      for (float[] batch : batches) {
        values += batch.length;
        for (float value : batch) {
          range = Math.max(range, Math.abs(value));
        }
      }
      Histogram inOrder = counted(Histogram.ofRange(range), batches);
      Collections.shuffle(batches, random);
      float[] all = new float[values];
      int at = 0;
      for (float[] batch : batches) {
        System.arraycopy(batch, 0, all, at, batch.length);
        at += batch.length;
      }
      Histogram atOnce = counted(Histogram.ofRange(range), List.of(all));
      assertArrayEquals(inOrder.counts(), atOnce.counts());
      assertEquals(rule.of(inOrder), rule.of(atOnce));
    }
  }

  @Test
  void countsEveryValueOnceHoweverOftenTheRangeDoubles() {
    Random random = new Random(29);
    for (int round = 0; round < 200; round++) {
      List<float[]> batches = batches(random);
      batches.add(new float[] {(float) Math.pow(10, random.nextInt(12))});
      Histogram histogram = counted(new Histogram(), batches);
      assertEquals(batches.stream().mapToLong(batch -> batch.length).sum(), histogram.total());
      assertTrue(histogram.maxAbs() <= histogram.width() * (double) Histogram.BINS);
      assertTrue(histogram.maxAbs() > histogram.width() * (double) Histogram.BINS / 2);
    }
  }

  /** Data at the limits, and the scale of each rule where it is plain what it has to be. */
  @ParameterizedTest
  @EnumSource
  void standsDataAtTheLimits(Rule rule) {
    assertThreshold(0, rule.of());
    assertThreshold(0, rule.of(new float[0]));
    assertThreshold(0, rule.of(new float[0], new float[1000]));
    assertThreshold(0, rule.of(new float[] {0, -0f, Float.NaN}));
    double one = rule == Rule.ENTROPY ? 2048.5 / 2048 : 1;
    assertThreshold(3 * one, rule.of(new float[] {-3}));
    assertThreshold(3 * one, rule.of(new float[] {3, 3, -3, 3}, new float[] {3, 3}));
    assertThreshold(3 * one, rule.of(new float[0], new float[] {3}, new float[0]));
    float largest = Float.MAX_VALUE;
    assertThreshold(largest * one, rule.of(new float[] {largest, -largest}));
    assertTrue(Float.isFinite(rule.of(new float[] {largest, 1}).scale()));
    float normal = 2048 * Float.MIN_NORMAL;
    assertThreshold(normal * one, rule.of(new float[] {normal}));
    for (float tiny :
        new float[] {Float.MIN_VALUE, 7 * Float.MIN_VALUE, 0x1p-136f, Float.MIN_NORMAL}) {
      float scale = rule.of(new float[] {tiny, 0, tiny / 2}, new float[] {tiny}).scale();
      assertTrue(scale >= 0 && scale <= tiny, tiny + ": " + scale);
    }
  }

  @ParameterizedTest
  @EnumSource
  void becomesInfiniteByAnInfinityInTheFirstBatchOnly(Rule rule) {
    float[] infinite = {1, Float.NEGATIVE_INFINITY};
    assertEquals(Float.POSITIVE_INFINITY, rule.of(infinite, new float[] {1, 2}).scale());
    Threshold later = rule.of(new float[] {1, 2}, infinite, new float[] {Float.NaN});
    assertTrue(Float.isFinite(later.scale()), later::toString);
    assertTrue(later.scale() > 0, later::toString);
  }

  @ParameterizedTest
  @EnumSource
  void clipsNoMoreThanAllAndTellsIt(Rule rule) {
    Random random = new Random(31);
    for (int round = 0; round < 15; round++) {
      List<float[]> batches = batches(random);
      Threshold threshold = rule.of(batches.toArray(float[][]::new));
      assertTrue(threshold.value() > 0, threshold::toString);
      assertTrue(threshold.clipRatio() >= 0 && threshold.clipRatio() <= 1, threshold::toString);
      long beyond = 0;
      long all = 0;
      for (float[] batch : batches) {
        for (float value : batch) {
          beyond += Math.abs(value) > threshold.value() ? 1 : 0;
          all++;
        }
      }
      double most = rule == Rule.ENTROPY || rule == Rule.REGRESSION ? 1 : 0.01;
      assertTrue(beyond <= most * all, "clips " + beyond + " of " + all);
    }
  }

  private static void assertThreshold(double expected, Threshold threshold) {
    assertEquals(expected, threshold.value(), 1e-6 * expected, threshold::toString);
    assertEquals((float) (expected / 127), threshold.scale(), (float) (1e-6 * expected));
    assertTrue(threshold.clipRatio() <= 1.001e-3, threshold::toString);
  }

  /**
   * Bell curves, some shifted, some with half of the values zero, of ranges that grow or shrink.
   */
  private static List<float[]> batches(Random random) {
    List<float[]> batches = new ArrayList<>();
    double shift = random.nextInt(3);
    boolean rectified = random.nextBoolean();
    int count = 1 + random.nextInt(5);
    for (int b = 0; b < count; b++) {
      double scale = Math.pow(2, random.nextInt(6));
      float[] batch = new float[100 + random.nextInt(1500)];
      for (int i = 0; i < batch.length; i++) {
        double value = (random.nextGaussian() + shift) * scale;
        batch[i] = (float) (rectified ? Math.max(0, value) : value);
      }
      batches.add(batch);
    }
    return batches;
  }

  private static Histogram counted(Histogram histogram, List<float[]> batches) {
    batches.forEach(batch -> histogram.add(FloatBuffer.wrap(batch)));
    return histogram;
  }
}
