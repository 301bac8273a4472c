package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.UsageException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeTest {
  /** Random data in random shards: what is merged equals the single pass, in every bin. */
  @Test
  void equalsTheSinglePassWhereverItIsNotRefused() {
    Random random = new Random(11);
    int merged = 0;
    int grown = 0;
    int rounds = 3000;
    for (int round = 0; round < rounds; round++) {
      List<float[]> batches = batches(random);
      int cut = random.nextInt(batches.size() + 1);
      float start = MaxAbs.value(MaxAbs.bits(wrap(batches.get(0))), wrap(batches.get(0)));
      Histogram first = counted(new Histogram(), batches.subList(0, cut));
      Histogram later = counted(Histogram.ofRange(start), batches.subList(cut, batches.size()));
      Histogram single = counted(new Histogram(), batches);
      if (cut == 0) {
        first = Histogram.ofRange(start);
      }
      try {
        first.merge(later);
      } catch (UsageException e) {
        assertEquals("histogram.unmergeable", e.code());
        continue;
      }
      merged++;
      grown += single.width() > start / Histogram.BINS ? 1 : 0;
      assertSame(single, first, "round " + round);
    }
    assertTrue(merged > rounds / 2, "merged only " + merged);
    assertTrue(merged < rounds, "values at the end of a range are to be refused");
    assertTrue(grown > rounds / 10, "grown only " + grown);
  }

  @Test
  void equalsTheSinglePassInAnyOrderWhenTheRangeIsKnown() {
    Random random = new Random(13);
    List<float[]> batches = batches(random);
    float range = 0;
    for (float[] batch : batches) {
      range = Math.max(range, MaxAbs.value(MaxAbs.bits(wrap(batch)), wrap(batch)));
    }
    Histogram single = counted(Histogram.ofRange(range), batches);
    Histogram merged = Histogram.ofRange(range);
    for (int i = batches.size() - 1; i >= 0; i--) {
      merged.merge(counted(Histogram.ofRange(range), List.of(batches.get(i))));
    }
    assertSame(single, merged, "reversed");
  }

  /** Widths on the grid of powers of two: no order is refused, and none changes a count. */
  @Test
  void equalsTheSinglePassInAnyOrderOnTheGrid() {
    Random random = new Random(17);
    for (int round = 0; round < 1000; round++) {
      List<float[]> batches = batches(random);
      if (round % 10 == 0) {
        batches.get(0)[0] = Float.POSITIVE_INFINITY;
      }
      batches.add(new float[3]);
      Histogram single = counted(Histogram.onGrid(), batches);
      List<Histogram> parts = new ArrayList<>();
      for (float[] batch : batches) {
        parts.add(counted(Histogram.onGrid(), List.of(batch)));
      }
      while (parts.size() > 1) {
        parts.get(0).merge(parts.remove(1 + random.nextInt(parts.size() - 1)));
        Collections.shuffle(parts, random);
      }
      assertSame(single, parts.get(0), "round " + round);
    }
  }

  @Test
  void keepsTheLeastPowerOfTwoThatCoversWhatWasSeen() {
    Histogram histogram = counted(Histogram.onGrid(), List.of(new float[] {0.75f, 1}));
    assertEquals(2f / Histogram.BINS, histogram.width());
    assertEquals(1, histogram.count(Histogram.BINS / 2), "1 itself lies in the upper half");
    histogram.add(wrap(new float[] {-5}));
    assertEquals(8f / Histogram.BINS, histogram.width());
    assertEquals(1, histogram.count(5 * Histogram.BINS / 8));
    histogram.add(wrap(new float[] {Float.MIN_VALUE, Float.MAX_VALUE}));
    assertEquals(0x1p117f, histogram.width());
    assertEquals(5, histogram.total());
    Histogram tiny = counted(Histogram.onGrid(), List.of(new float[] {Float.MIN_VALUE}));
    assertEquals(Float.MIN_NORMAL, tiny.width(), "the reciprocal stays finite");
    assertEquals(1, tiny.count(0));
  }

  @Test
  void takesZerosFromEitherSide() {
    Histogram zeros = counted(new Histogram(), List.of(new float[3]));
    Histogram values = counted(new Histogram(), List.of(new float[] {1, 2}));
    Histogram single = counted(new Histogram(), List.of(new float[3], new float[] {1, 2}));
    zeros.merge(values);
    assertSame(single, zeros, "zeros first");
    values.merge(counted(new Histogram(), List.of(new float[3])));
    assertSame(single, values, "zeros later");
  }

  @Test
  void keepsAnInfiniteRange() {
    float[] infinite = {1, Float.POSITIVE_INFINITY};
    Histogram first = counted(new Histogram(), List.of(infinite));
    first.merge(counted(new Histogram(), List.of(new float[] {5, 6})));
    assertSame(
        counted(new Histogram(), List.of(infinite, new float[] {5, 6})), first, "infinite first");
    assertRefused(new float[] {1}, infinite, "infinite");
  }

  @Test
  void refusesRangesThatAreNoPowerOfTwoApart() {
    assertRefused(new float[] {1}, new float[] {3}, "power of two");
  }

  @Test
  void refusesARangeThatIsWiderThanItsDataCallFor() {
    Histogram first = counted(new Histogram(), List.of(new float[] {1}));
    Histogram later = counted(Histogram.ofRange(4), List.of(new float[] {0.5f}));
    assertRefused(first, later, "wider");
  }

  @Test
  void refusesValuesAtTheEndOfANarrowerRange() {
    Histogram first = counted(new Histogram(), List.of(new float[] {1}, new float[] {1.5f}));
    Histogram later = counted(Histogram.ofRange(1), List.of(new float[] {1}));
    assertRefused(first, later, "at the end of a range of 1.0");
  }

  @Test
  void mergesMinMaxInAnyOrder() {
    MinMax one = new MinMax();
    MinMax other = new MinMax();
    one.add(wrap(new float[] {-3}));
    other.add(wrap(new float[] {2}));
    one.merge(other);
    other.merge(one);
    assertEquals(3, one.maxAbs());
    assertEquals(3, other.maxAbs());
  }

  /** Few to many values, ranges that grow by up to a thousand, zeros, repeated values. */
  private static List<float[]> batches(Random random) {
    List<float[]> batches = new ArrayList<>();
    int count = 2 + random.nextInt(6);
    for (int b = 0; b < count; b++) {
      float[] batch = new float[1 + random.nextInt(200)];
      double scale = Math.pow(2, random.nextInt(5) * random.nextDouble() * 2);
      for (int i = 0; i < batch.length; i++) {
        batch[i] = (float) (random.nextGaussian() * scale);
      }
      if (random.nextInt(4) == 0) {
        batch[0] = 2;
      }
      if (b > 0 && random.nextInt(20) == 0) {
        batch[0] = Float.NaN;
      }
      batches.add(batch);
    }
    if (random.nextInt(3) == 0) {
      batches.get(0)[0] = 64;
      batches.get(count - 1)[0] = 64;
    }
    return batches;
  }

  private static void assertRefused(float[] first, float[] later, String why) {
    assertRefused(
        counted(new Histogram(), List.of(first)), counted(new Histogram(), List.of(later)), why);
  }

  private static void assertRefused(Histogram first, Histogram later, String why) {
    long[] before = first.counts();
    UsageException refused = assertThrows(UsageException.class, () -> first.merge(later));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
    assertArrayEquals(before, first.counts(), "left as it was");
  }

  private static Histogram counted(Histogram histogram, List<float[]> batches) {
    batches.forEach(batch -> histogram.add(wrap(batch)));
    return histogram;
  }

  private static FloatBuffer wrap(float[] values) {
    return FloatBuffer.wrap(values);
  }

  private static void assertSame(Histogram expected, Histogram actual, String what) {
    assertEquals(expected.width(), actual.width(), what);
    assertEquals(expected.maxAbs(), actual.maxAbs(), what);
    assertArrayEquals(expected.counts(), actual.counts(), what);
  }
}
