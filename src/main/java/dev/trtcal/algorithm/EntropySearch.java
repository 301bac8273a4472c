package dev.trtcal.algorithm;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The threshold that loses least information when |x| is mapped to 8 bits, as TensorRT's Entropy
 * and Entropy2 calibrators choose it: of the candidates i = {@value #FIRST} to {@link
 * Histogram#BINS} the one for which the Kullback-Leibler divergence between the histogram clipped
 * to its first i bins and the same histogram on {@value #LEVELS} levels is least.
 *
 * <p>Source: S. Migacz, "8-bit inference with TensorRT", GTC 2017; TensorRT's own form of it:
 * docs/algorithms.md#entropy.
 *
 * <p>Written out, the divergence of a candidate is
 *
 * <pre>
 * (1/N) * ( sum over bins of P ln P  -  sum over levels of P(level) ln(mean count of the level) )
 *     + ln(inside / N)
 * </pre>
 *
 * so with running sums of the counts, of the non-empty bins and of h ln h a candidate costs {@value
 * #LEVELS} logarithms instead of up to 2048. The candidates that rounding could confuse with the
 * least are then held against each other by the plain form.
 */
public final class EntropySearch {
  private static final int FIRST = 128;
  private static final int LEVELS = 128;

  /**
   * How far the running sums may be off: each is a sum of at most 2048 terms in float64, of
   * relative error 2048 * 2^-53 each, times the logarithm of a count, below 44.
   */
  private static final double SLACK = 2e-11;

  /** The counts as the search sees them: the zero bin is not trusted, its neighbour stands in. */
  private final double[] h = new double[Histogram.BINS];

  /** Sums over the bins below an index: of counts, of non-empty bins, of h ln h. */
  private final double[] sum = new double[Histogram.BINS + 1];

  private final int[] occupied = new int[Histogram.BINS + 1];
  private final double[] sumLog = new double[Histogram.BINS + 1];

  /** The non-empty bins, ascending. */
  private final int[] bins;

  private EntropySearch(Histogram histogram) {
    for (int j = 0; j < Histogram.BINS; j++) {
      h[j] = histogram.count(Math.max(j, 1));
      sum[j + 1] = sum[j] + h[j];
      occupied[j + 1] = occupied[j] + (h[j] > 0 ? 1 : 0);
      sumLog[j + 1] = sumLog[j] + (h[j] > 0 ? h[j] * Math.log(h[j]) : 0);
    }
    bins = new int[occupied[Histogram.BINS]];
    for (int j = 0, k = 0; j < Histogram.BINS; j++) {
      if (h[j] > 0) {
        bins[k++] = j;
      }
    }
  }

  /**
   * Searches.
   *
   * @return threshold (m + 0.5) * width, m being the chosen candidate; where no candidate is left,
   *     as with a tensor of zeros, m is {@link Histogram#BINS}
   */
  public static Threshold threshold(Histogram histogram) {
    EntropySearch search = new EntropySearch(histogram);
    double[] divergences = search.divergences();
    int chosen = search.least(divergences);
    return Threshold.of(
        histogram,
        chosen,
        (chosen + 0.5) * histogram.width(),
        Optional.of(describe(divergences, chosen)));
  }

  /**
   * The divergence of every candidate, in nats, for reports on how sharp the choice is.
   *
   * @return index i is candidate i; infinite where there is no such candidate; each within 2e-11 of
   *     the exact value
   */
  public static double[] divergences(Histogram histogram) {
    return new EntropySearch(histogram).divergences();
  }

  private double[] divergences() {
    double[] divergences = new double[Histogram.BINS + 1];
    Arrays.fill(divergences, Double.POSITIVE_INFINITY);
    for (int i = FIRST; i <= Histogram.BINS; i++) {
      if (isCandidate(i)) {
        divergences[i] = divergence(i);
      }
    }
    return divergences;
  }

  /**
   * An empty last bin with mass beyond it would take the clipped mass where Q has none: an infinite
   * divergence. With a single non-empty bin P equals Q, which would always win and clip nearly
   * everything.
   */
  private boolean isCandidate(int i) {
    boolean clippedMassFitsNowhere = h[i - 1] == 0 && sum[i] < sum[Histogram.BINS];
    return !clippedMassFitsNowhere && occupied[i] >= 2;
  }

  private double divergence(int i) {
    double all = sum[Histogram.BINS];
    double outside = all - sum[i];
    double last = h[i - 1] + outside;
    double cross = 0;
    int from = 0;
    for (int level = 0; level < LEVELS; level++) {
      int to = ((level + 1) * i + LEVELS - 1) / LEVELS;
      double inside = sum[to] - sum[from];
      if (inside > 0) {
        double mass = level == LEVELS - 1 ? inside + outside : inside;
        cross += mass * Math.log(inside / (occupied[to] - occupied[from]));
      }
      from = to;
    }
    double own = sumLog[i - 1] + (last > 0 ? last * Math.log(last) : 0);
    return Math.max(0, (own - cross) / all + Math.log(sum[i] / all));
  }

  /** The candidate of least divergence; of equal ones the largest. */
  private int least(double[] divergences) {
    double least = Arrays.stream(divergences).min().orElseThrow();
    if (least == Double.POSITIVE_INFINITY) {
      return Histogram.BINS;
    }
    double best = Double.POSITIVE_INFINITY;
    int chosen = Histogram.BINS;
    double[] p = new double[bins.length];
    double[] q = new double[bins.length];
    for (int i = FIRST; i <= Histogram.BINS; i++) {
      if (divergences[i] <= least + 2 * SLACK) {
        double exact = plainDivergence(i, p, q);
        if (exact <= best) {
          best = exact;
          chosen = i;
        }
      }
    }
    return chosen;
  }

  /**
   * The definition, over the non-empty bins. StrictMath, so that a tie falls the same way on every
   * machine.
   *
   * @param q room for one value a non-empty bin
   */
  private double plainDivergence(int i, double[] p, double[] q) {
    int n = occupied[i];
    double all = sum[Histogram.BINS];
    double normalQ = 0;
    for (int start = 0; start < n; ) {
      int level = bins[start] * LEVELS / i;
      double mass = 0;
      int end = start;
      for (; end < n && bins[end] * LEVELS / i == level; end++) {
        p[end] = h[bins[end]];
        mass += p[end];
      }
      for (int k = start; k < end; k++) {
        q[k] = mass / (end - start);
        normalQ += q[k];
      }
      start = end;
    }
    p[n - 1] += all - sum[i];
    double divergence = 0;
    for (int k = 0; k < n; k++) {
      double share = p[k] / all;
      divergence += share * StrictMath.log(share / (q[k] / normalQ));
    }
    return divergence;
  }

  private static Threshold.Search describe(double[] divergences, int chosen) {
    double runnerUp = Double.POSITIVE_INFINITY;
    OptionalInt bin = OptionalInt.empty();
    for (int i = FIRST; i <= Histogram.BINS; i++) {
      double apart = Math.abs(i - chosen) / (chosen + 0.5);
      if (apart >= Threshold.Search.APART && divergences[i] < runnerUp) {
        runnerUp = divergences[i];
        bin = OptionalInt.of(i);
      }
    }
    return new Threshold.Search(divergences[chosen], bin, runnerUp);
  }
}
