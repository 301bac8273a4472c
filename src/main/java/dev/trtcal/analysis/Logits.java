package dev.trtcal.analysis;

/** Scores of classes, one row a sample. */
public final class Logits {
  /** How far a row of probabilities may be from 1 in float32. */
  private static final double SUM_TOLERANCE = 1e-3;

  /** Below this a probability is not told from 0 in float32. */
  private static final double LEAST = 1e-12;

  private Logits() {}

  /** Index of the largest value of a row; the first of equal ones; NaN is never the largest. */
  public static int best(float[] values, int from, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      if (values[from + i] > values[from + best] || Float.isNaN(values[from + best])) {
        best = i;
      }
    }
    return best;
  }

  /** Whether a class is among the largest of a row; equal values count in order. */
  public static boolean isAmongBest(float[] values, int from, int width, int wanted, int best) {
    int before = 0;
    for (int i = 0; i < width; i++) {
      float value = values[from + i];
      boolean larger = value > values[from + wanted];
      boolean equalAndEarlier = value == values[from + wanted] && i < wanted;
      before += larger || equalAndEarlier ? 1 : 0;
    }
    return before < best && !Float.isNaN(values[from + wanted]);
  }

  /** Whether the first row is a softmax's result already. */
  static boolean areProbabilities(float[] values, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      if (values[i] < 0) {
        return false;
      }
      sum += values[i];
    }
    return Math.abs(sum - 1) <= SUM_TOLERANCE;
  }

  /** The Kullback-Leibler divergence of a row from the reference's, in nats. */
  static double divergence(
      float[] reference, float[] other, int from, int width, boolean probabilities) {
    double[] p = probabilities(reference, from, width, probabilities);
    double[] q = probabilities(other, from, width, probabilities);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      if (p[i] > 0) {
        sum += p[i] * (Math.log(Math.max(p[i], LEAST)) - Math.log(Math.max(q[i], LEAST)));
      }
    }
    return Math.max(0, sum);
  }

  private static double[] probabilities(float[] values, int from, int width, boolean already) {
    double[] result = new double[width];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < width; i++) {
      result[i] = values[from + i];
      largest = Math.max(largest, result[i]);
    }
    if (already) {
      return result;
    }
    double sum = 0;
    for (int i = 0; i < width; i++) {
      result[i] = Math.exp(result[i] - largest);
      sum += result[i];
    }
    for (int i = 0; i < width; i++) {
      result[i] /= sum;
    }
    return result;
  }
}
