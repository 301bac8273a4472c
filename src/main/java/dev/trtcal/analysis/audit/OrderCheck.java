package dev.trtcal.analysis.audit;

import dev.trtcal.algorithm.EntropySearch;
import dev.trtcal.algorithm.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How far Entropy2's scales depend on the order of the images: its first batch sets the range of
 * the histograms, which later batches can only double. MinMax does not depend on it.
 *
 * @param medianSpread of the middle tensor: ln(largest / least threshold) over the orders tried
 * @param worstSpread of the tensor that depends most on it
 * @param worstTensor that tensor
 * @param asListed mean over the tensors of |ln(threshold / threshold at the whole set's range)| in
 *     the order of the set
 * @param bestSeed the seed of the order whose thresholds are nearest to those of the whole set's
 *     range; empty when the order of the set is nearest, or none was tried
 * @param best the same mean as {@code asListed} for the best order
 */
public record OrderCheck(
    double medianSpread,
    double worstSpread,
    String worstTensor,
    double asListed,
    OptionalLong bestSeed,
    double best) {

  /**
   * Tries orders.
   *
   * @param orders by seed: the images that come first, at least a batch of them
   */
  static OrderCheck of(Activations set, Map<Long, int[]> orders, int threads) {
    List<TensorStatistics> tensors = set.tensors();
    List<int[]> firsts = new ArrayList<>();
    int batch = Math.min(set.batchSize(), set.images());
    firsts.add(IntStream.range(0, batch).toArray());
    Map<Long, int[]> bySeed = new LinkedHashMap<>(orders);
    bySeed.values().forEach(firsts::add);
    double[][] logs = new double[firsts.size() + 1][tensors.size()];
    Parallel.forEach(
        tensors.size(),
        threads,
        t -> {
          TensorStatistics tensor = tensors.get(t);
          Map<Float, Double> known = new LinkedHashMap<>();
          for (int o = 0; o < firsts.size(); o++) {
            float width = width(tensor, firsts.get(o), batch);
            logs[o][t] =
                known.computeIfAbsent(
                    width, w -> Math.log(EntropySearch.threshold(tensor.ofWidth(w)).value()));
          }
          logs[firsts.size()][t] = Math.log(EntropySearch.threshold(tensor.wholeSet()).value());
        });
    return from(tensors, List.copyOf(bySeed.keySet()), logs);
  }

  private static OrderCheck from(
      List<TensorStatistics> tensors, List<Long> seeds, double[][] logs) {
    int orders = logs.length - 1;
    double[] spreads = new double[tensors.size()];
    int worst = 0;
    for (int t = 0; t < spreads.length; t++) {
      double least = Double.POSITIVE_INFINITY;
      double largest = Double.NEGATIVE_INFINITY;
      for (int o = 0; o < orders; o++) {
        least = Math.min(least, logs[o][t]);
        largest = Math.max(largest, logs[o][t]);
      }
      spreads[t] = largest - least;
      worst = spreads[t] > spreads[worst] ? t : worst;
    }
    int best = 0;
    double[] distances = new double[orders];
    for (int o = 0; o < orders; o++) {
      for (int t = 0; t < spreads.length; t++) {
        distances[o] += Math.abs(logs[o][t] - logs[orders][t]) / spreads.length;
      }
      best = distances[o] < distances[best] ? o : best;
    }
    return new OrderCheck(
        Ordering.median(spreads),
        spreads[worst],
        tensors.get(worst).name(),
        distances[0],
        best == 0 ? OptionalLong.empty() : OptionalLong.of(seeds.get(best - 1)),
        distances[best]);
  }

  /** The width that TensorRT's histogram ends with: that of the first batch, doubled as needed. */
  static float width(TensorStatistics tensor, int[] images, int batch) {
    float first = 0;
    for (int i = 0; i < batch; i++) {
      first = Math.max(first, tensor.max(images[i]));
    }
    float width = (first == 0 ? tensor.max() : first) / Histogram.BINS;
    while (tensor.max() > (double) width * Histogram.BINS) {
      width *= 2;
    }
    return width;
  }
}
