package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void setsTheRangeByTheFirstBatchThatHoldsMoreThanZeros() {
    Histogram histogram = counted(batch(0, -0f, 0), batch(-4, 1, 0), batch(4, 2));
    assertEquals(4f / 2048, histogram.width());
    assertEquals(4, histogram.count(0));
    assertEquals(1, histogram.count(512));
    assertEquals(1, histogram.count(1024));
    assertEquals(2, histogram.count(2047), "the top edge counts in the last bin");
    assertEquals(8, histogram.total());
  }

  @Test
  void doublesTheWidthUntilALargerBatchFits() {
    Histogram histogram = counted(batch(1, 0.75f, 0.25f), batch(80), batch(3));
    assertEquals(128f / 2048, histogram.width());
    assertEquals(80, histogram.maxAbs());
    assertEquals(1, histogram.count(1280));
    assertEquals(1, histogram.count(48));
    assertEquals(1, histogram.count(4), "0.25 of 1, merged seven times");
    assertEquals(1, histogram.count(12));
    assertEquals(1, histogram.count(15), "the top edge of the first range stays in its last bin");
    assertEquals(5, histogram.total());
  }

  @Test
  void multipliesByTheFloatReciprocalOfTheWidth() {
    float max = 3.6412354f;
    float width = max / 2048;
    float reciprocal = 1f / width;
    Random random = new Random(7);
    for (int round = 0; round < 10_000; round++) {
      float x = random.nextInt(2048) * width;
      Histogram histogram = counted(batch(max), batch(x));
      int expected = Math.min((int) (x * reciprocal), 2047);
      assertEquals(expected == 2047 ? 2 : 1, histogram.count(expected), () -> "for " + x);
    }
  }

  @Test
  void ignoresNanInTheRangeAndCountsItAsZero() {
    Histogram histogram = counted(batch(Float.NaN, 2, -Float.NaN), batch(Float.NaN));
    assertEquals(2f / 2048, histogram.width());
    assertEquals(3, histogram.count(0));
    assertEquals(2, histogram.maxAbs());
    assertEquals(1, histogram.count(2047));
  }

  @Test
  void countsALaterInfinityInTheLastBinWithoutGrowing() {
    Histogram histogram = counted(batch(2), batch(Float.NEGATIVE_INFINITY, 1));
    assertEquals(2f / 2048, histogram.width());
    assertEquals(2, histogram.count(2047));
    assertEquals(1, histogram.count(1024));
  }

  @Test
  void becomesInfinitelyWideByAnInfinityInTheFirstBatch() {
    Histogram histogram = counted(batch(1, Float.POSITIVE_INFINITY), batch(5));
    assertEquals(3, histogram.count(0));
    assertEquals(Float.POSITIVE_INFINITY, EntropySearch.threshold(histogram).scale());
    assertEquals(Float.POSITIVE_INFINITY, LegacyRule.threshold(histogram, 0.9999, 1).scale());
  }

  @Test
  void survivesTheSmallestAndTheLargestNumbers() {
    Histogram tiny = counted(batch(Float.MIN_VALUE), batch(1e-40f, Float.MIN_VALUE, 0));
    assertEquals(4, tiny.total());
    Histogram huge = counted(batch(1e-30f), batch(Float.MAX_VALUE, -1f));
    assertEquals(3, huge.total());
    assertEquals(2, huge.count(0));
    assertEquals(Float.MAX_VALUE, huge.maxAbs());
  }

  @Test
  void changesNothingForAnEmptyBatch() {
    Histogram histogram = counted(batch(), batch(1), batch());
    assertEquals(1, histogram.total());
    assertEquals(1f / 2048, histogram.width());
  }

  @Test
  void dependsOnTheOrderOfBatchesButNotWithinOne() {
    assertArrayEquals(counted(batch(1, 2, 3, 4)).counts(), counted(batch(4, 3, 2, 1)).counts());
    assertEquals(4f / 2048, counted(batch(4), batch(3)).width());
    assertEquals(6f / 2048, counted(batch(3), batch(4)).width());
  }

  @Test
  void scalesWithPowersOfTwo() {
    Random random = new Random(3);
    float[] values = new float[5000];
    float[] scaled = new float[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      scaled[i] = values[i] * 32;
    }
    Histogram one = counted(FloatBuffer.wrap(values));
    Histogram other = counted(FloatBuffer.wrap(scaled));
    assertArrayEquals(one.counts(), other.counts());
    assertEquals(32 * EntropySearch.threshold(one).value(), EntropySearch.threshold(other).value());
  }

  @Test
  void countsOnlyFromPositionToLimitOfNativeMemoryToo() {
    FloatBuffer values =
        ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).asFloatBuffer();
    values.put(new float[] {100, 1, 2, 3, 4, 100});
    values.limit(5).position(1);
    Histogram histogram = counted(values);
    assertEquals(4, histogram.maxAbs());
    assertEquals(4, histogram.total());
    assertEquals(1, values.position());
  }

  @Test
  void tellsTheShareBeyondAThreshold() {
    Histogram histogram = counted(batch(0.5f, 1.5f, 2.5f, 2048));
    assertEquals(0.25, histogram.shareBeyond(3));
    assertEquals(0.25 + 0.125, histogram.shareBeyond(2.5), "half of the bin that is cut");
    assertEquals(0, histogram.shareBeyond(2048));
    assertEquals(0, new Histogram().shareBeyond(0));
  }

  @Test
  void refusesForeignBins() {
    assertThrows(IllegalArgumentException.class, () -> Histogram.of(new long[100], 1, 1));
  }

  private static FloatBuffer batch(float... values) {
    return FloatBuffer.wrap(values);
  }

  private static Histogram counted(FloatBuffer... batches) {
    Histogram histogram = new Histogram();
    for (FloatBuffer batch : batches) {
      histogram.add(batch);
    }
    return histogram;
  }
}
