package dev.trtcal.analysis.audit;

import dev.trtcal.algorithm.Histogram;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a calibration set stands for other data.
 *
 * @param tensors in order of {@link Tensor#reach}, the worst first
 * @param medianDistance {@link Tensor#distance} of the middle tensor
 * @param medianOwn {@link Tensor#own} of the middle tensor
 * @param medianClipped {@link Tensor#clipped} of the middle tensor
 * @param leastCovered the images of the other data that are farthest from all of the set in the
 *     network's feature space, the farthest first
 * @param uncovered share of the images of the other data that are farther from the set than all but
 *     1 % of the set's own images are from the rest of it
 */
public record Coverage(
    List<Tensor> tensors,
    double medianDistance,
    double medianOwn,
    double medianClipped,
    List<Far> leastCovered,
    double uncovered) {
  /** Of equal halves, so that nothing is divided by zero. */
  private static final double LEAST_DISTANCE = 1e-6;

  /**
   * One tensor.
   *
   * @param clipped share of the other data's values beyond the set's largest magnitude, which is
   *     MinMax's threshold
   * @param excess ln(largest magnitude of the other data / that of the set); negative when smaller
   * @param reach the same of as much of the other data as there is of the set: more of the same
   *     kind go farther by chance alone, so where the other data are n times as many images, the
   *     magnitude that n of their values exceed stands for the largest
   * @param distance of the two distributions of |x|: the Jensen-Shannon distance, the root of the
   *     divergence in bits, 0 when equal to 1 when disjoint, on 2,048 bins of a common range
   * @param own the same between two random halves of the set: what chance alone makes
   */
  public record Tensor(
      String name, double clipped, double excess, double reach, double distance, double own) {
    /** The distance over that of the set's halves. */
    double beyondChance() {
      return Coverage.beyondChance(distance, own);
    }
  }

  /**
   * An image far from the set.
   *
   * @param distance to the nearest image of the set, over the usual distance within the set: that
   *     which all but 1 % of the set's own images keep below
   */
  public record Far(int image, String origin, double distance) implements Serializable {}

  public Coverage {
    tensors = List.copyOf(tensors);
    leastCovered = List.copyOf(leastCovered);
  }

  /** Holds a set against other data of the same network. */
  static Coverage of(Activations set, Activations other) {
    return of(set, Reference.of(other, set));
  }

  /**
   * Holds a set against other data of the same network.
   *
   * @param other measured by the set's {@link Yardstick}
   */
  static Coverage of(Activations set, Reference other) {
    List<Tensor> tensors = new ArrayList<>();
    int[] all = chunks(set.images(), 0, 1);
    double times = (double) other.images() / set.images();
    for (TensorStatistics tensor : set.tensors()) {
      FineCounts there = other.statistics().tensor(tensor.name()).orElseThrow();
      tensors.add(
          new Tensor(
              tensor.name(),
              there.shareBeyond(tensor.max()),
              excess(there.max(), tensor.max()),
              excess(there.exceededBy(times), tensor.max()),
              distance(tensor.ofChunks(all), there.histogram()),
              distance(
                  tensor.ofChunks(chunks(set.images(), 0, 2)),
                  tensor.ofChunks(chunks(set.images(), 1, 2)))));
    }
    tensors.sort(Comparator.comparingDouble(Tensor::reach).reversed());
    return new Coverage(
        tensors,
        median(tensors, Tensor::distance),
        median(tensors, Tensor::own),
        median(tensors, Tensor::clipped),
        other.far(),
        other.uncovered());
  }

  /** A distance over the one that chance makes. */
  static double beyondChance(double distance, double chance) {
    return distance / Math.max(LEAST_DISTANCE, chance);
  }

  /** ln(magnitude / threshold), finite for a tensor of zeros too. */
  static double excess(double magnitude, float threshold) {
    return Math.log(Math.max(magnitude, Float.MIN_NORMAL) / Math.max(threshold, Float.MIN_NORMAL));
  }

  private static double median(List<Tensor> tensors, ToDoubleFunction<Tensor> figure) {
    return Ordering.median(tensors.stream().mapToDouble(figure).toArray());
  }

  private static int[] chunks(int images, int from, int step) {
    int used = Math.min(TensorStatistics.CHUNKS, images);
    return IntStream.iterate(from, c -> c < used, c -> c + step).toArray();
  }

  /** Jensen-Shannon distance; bins merge in pairs until both have the same width. */
  static double distance(Histogram a, Histogram b) {
    float width = Math.max(a.width(), b.width());
    double[] p = shares(a, width);
    double[] q = shares(b, width);
    double divergence = 0;
    for (int i = 0; i < p.length; i++) {
      double m = (p[i] + q[i]) / 2;
      divergence += p[i] > 0 ? p[i] * Math.log(p[i] / m) / 2 : 0;
      divergence += q[i] > 0 ? q[i] * Math.log(q[i] / m) / 2 : 0;
    }
    return Math.sqrt(Math.max(0, divergence) / Math.log(2));
  }

  private static double[] shares(Histogram histogram, float width) {
    double[] shares = new double[Histogram.BINS];
    double total = histogram.total();
    double scale = width == 0 ? 0 : histogram.width() / (double) width;
    for (int i = 0; i < shares.length; i++) {
      shares[(int) (i * scale)] += histogram.count(i) / total;
    }
    return shares;
  }
}
