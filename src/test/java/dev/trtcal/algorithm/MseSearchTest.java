package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MseSearchTest {
  @Test
  void clipsALoneOutlierAndKeepsWhatIsEvenlySpread() {
    Random random = new Random(5);
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    assertEquals(1, MseSearch.threshold(histogram(values)).value(), 0.02);
    values[0] = 10;
    double threshold = MseSearch.threshold(histogram(values)).value();
    assertTrue(threshold > 0.9 && threshold < 5, "threshold " + threshold);
  }

  @Test
  void comesNearTheLeastErrorOfTheValuesThemselves() {
    Random random = new Random(7);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    double least = Double.POSITIVE_INFINITY;
    for (double threshold = 1; threshold < 5; threshold += 0.01) {
      least = Math.min(least, error(values, threshold));
    }
    double own = error(values, MseSearch.threshold(histogram(values)).value());
    assertTrue(own <= 1.02 * least, own + " against " + least);
  }

  @Test
  void findsZeroWhereThereIsNothingElse() {
    assertEquals(0, MseSearch.threshold(histogram(0, 0)).value());
  }

  private static double error(float[] values, double threshold) {
    double step = threshold / 127;
    double sum = 0;
    for (float value : values) {
      double rounded = Math.max(-127, Math.min(127, Math.rint(value / step))) * step;
      sum += (value - rounded) * (value - rounded);
    }
    return sum;
  }

  private static Histogram histogram(float... values) {
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(values));
    return histogram;
  }
}
