package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How far an algorithm's scales still move as the set grows: thresholds of random halves of the set
 * against one another, and of growing subsets against the whole. A move is |ln(a / b)| of two
 * thresholds, so 0.1 is about 10 %.
 *
 * @param algorithm {@code MinMax} or {@code Entropy2}
 * @param points subsets of growing size against the whole set, up to half of it
 * @param medianMove of the middle tensor between two random halves
 * @param worstMove of the tensor that moves most between two random halves
 * @param worst the tensors that move most between halves, the worst first
 * @param settled images from which on nine of ten subsets of that size have the middle tensor
 *     within {@link #SETTLED} of the whole set; empty when not even half of the set does
 */
public record LearningCurve(
    String algorithm,
    List<Point> points,
    double medianMove,
    double worstMove,
    List<Move> worst,
    OptionalInt settled) {
  /** A move that costs less than a decibel of quantization noise: 20 log10(e^0.1) = 0.87 dB. */
  public static final double SETTLED = 0.1;

  private static final int ORDERS = 10;
  private static final long SEED = 1;
  private static final int WORST = 3;

  /**
   * Subsets of one size.
   *
   * @param images in each
   * @param median move of the middle tensor, mean over the subsets
   * @param medianLow a tenth of the subsets is below
   * @param medianHigh a tenth of the subsets is above
   * @param worst move of the tensor that moves most, mean over the subsets
   */
  public record Point(
      int images, double median, double medianLow, double medianHigh, double worst) {}

  /** A tensor and its mean move between halves. */
  public record Move(String tensor, double move) {}

  public LearningCurve {
    points = List.copyOf(points);
    worst = List.copyOf(worst);
  }

  static LearningCurve of(Activations set, ScaleRule rule, int threads) {
    List<TensorStatistics> tensors = set.tensors();
    int used = Math.min(TensorStatistics.CHUNKS, set.images());
    List<int[]> subsets = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size <= used / 2; size *= 2) {
      sizes.add(size);
    }
    Random random = new Random(SEED);
    subsets.add(IntStream.range(0, used).toArray());
    for (int order = 0; order < ORDERS; order++) {
      int[] shuffled = Ordering.permutation(used, random);
      for (int size : sizes) {
        subsets.add(Arrays.copyOf(shuffled, size));
      }
      subsets.add(Arrays.copyOfRange(shuffled, used / 2, 2 * (used / 2)));
    }
    double[][] logs = new double[subsets.size()][tensors.size()];
    Parallel.forEach(
        subsets.size() * tensors.size(),
        threads,
        i -> {
          int subset = i / tensors.size();
          int tensor = i % tensors.size();
          logs[subset][tensor] =
              Math.log(
                  Math.max(
                      Float.MIN_NORMAL,
                      rule.threshold(tensors.get(tensor), subsets.get(subset), set.chunks())));
        });
    return from(set, rule, tensors, sizes, logs);
  }

  private static LearningCurve from(
      Activations set,
      ScaleRule rule,
      List<TensorStatistics> tensors,
      List<Integer> sizes,
      double[][] logs) {
    int used = Math.min(TensorStatistics.CHUNKS, set.images());
    int stride = sizes.size() + 1;
    List<Point> points = new ArrayList<>();
    OptionalInt settled = OptionalInt.empty();
    for (int s = 0; s < sizes.size(); s++) {
      double[] medians = new double[ORDERS];
      double[] worst = new double[ORDERS];
      for (int order = 0; order < ORDERS; order++) {
        double[] moves = moves(logs[0], logs[1 + order * stride + s]);
        medians[order] = Ordering.median(moves);
        worst[order] = Ordering.quantile(moves, 1);
      }
      Point point =
          new Point(
              Math.round((float) set.images() * sizes.get(s) / used),
              Arrays.stream(medians).average().orElse(0),
              Ordering.quantile(medians, 0.1),
              Ordering.quantile(medians, 0.9),
              Arrays.stream(worst).average().orElse(0));
      points.add(point);
      settled =
          point.medianHigh() > SETTLED
              ? OptionalInt.empty()
              : settled.isPresent() ? settled : OptionalInt.of(point.images());
    }
    double[] halves = new double[tensors.size()];
    for (int order = 0; order < ORDERS; order++) {
      double[] moves = moves(logs[order * stride + sizes.size()], logs[(order + 1) * stride]);
      for (int t = 0; t < halves.length; t++) {
        halves[t] += moves[t] / ORDERS;
      }
    }
    List<Move> worst = new ArrayList<>();
    for (int t = 0; t < halves.length; t++) {
      worst.add(new Move(tensors.get(t).name(), halves[t]));
    }
    worst.sort((a, b) -> Double.compare(b.move(), a.move()));
    return new LearningCurve(
        rule.label(),
        points,
        Ordering.median(halves),
        worst.get(0).move(),
        worst.subList(0, Math.min(WORST, worst.size())),
        settled);
  }

  private static double[] moves(double[] a, double[] b) {
    double[] moves = new double[a.length];
    for (int t = 0; t < a.length; t++) {
      moves[t] = Math.abs(a[t] - b[t]);
    }
    return moves;
  }
}
