package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class PercentileRuleTest {
  @Test
  void coversTheShareOfEvenlySpreadValues() {
    float[] values = new float[20480];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + 1) / 20480f * (i % 2 == 0 ? 1 : -1);
    }
    Histogram histogram = histogram(values);
    for (double percent : new double[] {1, 50, 99, 99.99}) {
      Threshold threshold = PercentileRule.threshold(histogram, percent);
      assertEquals(percent / 100, threshold.value(), 1.0 / 2048, percent + " %");
      assertEquals(1 - percent / 100, threshold.clipRatio(), 1e-9, percent + " %");
    }
  }

  @Test
  void takesTheLargestMagnitudeForAllOfTheValues() {
    assertEquals(3, PercentileRule.threshold(histogram(1, -3, 0.5f), 100).value());
  }

  @Test
  void findsZeroWhereThereIsNothingElse() {
    assertEquals(0, PercentileRule.threshold(histogram(0, 0), 99).value());
    assertEquals(0, PercentileRule.threshold(new Histogram(), 99).value());
  }

  @Test
  void scalesWithTheData() {
    float[] values = {0.1f, 0.2f, 0.7f, 0.9f, 1.3f};
    float[] eightfold = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      eightfold[i] = 8 * values[i];
    }
    assertEquals(
        8 * PercentileRule.threshold(histogram(values), 70).value(),
        PercentileRule.threshold(histogram(eightfold), 70).value());
  }

  private static Histogram histogram(float... values) {
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(values));
    return histogram;
  }
}
