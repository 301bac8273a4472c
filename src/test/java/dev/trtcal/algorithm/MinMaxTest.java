package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class MinMaxTest {
  @Test
  void takesTheLargestMagnitudeOfAllBatches() {
    MinMax minMax = new MinMax();
    for (float[] batch :
        new float[][] {{1, -9, 2, 3, 4}, {}, {8, 0, Float.NaN}, {1, 2, 3, 4, 5, 6, 7, -8.5f}}) {
      minMax.add(FloatBuffer.wrap(batch));
    }
    assertEquals(9, minMax.maxAbs());
    assertEquals(9f / 127f, minMax.threshold().scale());
    assertEquals(0, minMax.threshold().clipRatio());
  }

  @Test
  void findsTheMaximumAtEveryPosition() {
    for (int length = 1; length < 20; length++) {
      for (int at = 0; at < length; at++) {
        float[] values = new float[length];
        values[at] = -3;
        MinMax minMax = new MinMax();
        minMax.add(FloatBuffer.wrap(values));
        assertEquals(3, minMax.maxAbs());
      }
    }
  }

  @Test
  void becomesInfiniteByAnInfinity() {
    MinMax minMax = new MinMax();
    minMax.add(FloatBuffer.wrap(new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 2}));
    assertEquals(Float.POSITIVE_INFINITY, minMax.threshold().scale());
  }
}
