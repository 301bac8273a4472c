package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Chooses the few images that stand for a set. First some of those that attain the largest
 * magnitudes, since they alone decide MinMax; then, one after another, the image that brings the
 * distribution of every tensor's magnitudes over the chosen ones nearest to that over the whole set
 * (herding: Welling, "Herding dynamical weights to learn", ICML 2009), since Entropy2 reads
 * distributions. How many of the first kind, and in which order, is tried out by the scales that
 * come of it; then images are exchanged at random as long as that brings the scales nearer to the
 * whole set's, since Entropy2's thresholds jump and no distance of distributions foretells where.
 * Reproducible: between equals the first is taken.
 */
final class Selection {
  /** How near to the whole set's the chosen ones' largest magnitude must come. */
  private static final double COVERED = 0.98;

  private static final int ORDERS = 2000;
  private static final long SEED = 2;

  /** Orders of which the scales are computed. */
  private static final int TRIED = 2;

  // Exchanges tried: as many as show the network the images of the whole set so many times.
  private static final int COST = 4;
  private static final int LEAST_EXCHANGES = 16;
  private static final int MOST_EXCHANGES = 64;

  /** Shares of the choice that may go to the largest magnitudes. */
  private static final List<Integer> DIVISORS = List.of(2, 3, 4, 6, 8, 12, 16);

  private final List<TensorStatistics> tensors;
  private final int images;
  private final int threads;

  /** Images by what they add to the largest magnitudes, the most first. */
  private final List<Integer> extremes;

  /** Of each tensor the logarithm of the width that the set's first batch leads to. */
  private final double[] widths;

  private final float[][] points;
  private final double[] mean;

  private Selection(Activations set, int count, int threads) {
    tensors = set.tensors();
    images = set.images();
    this.threads = threads;
    extremes = extremes(Math.max(1, count / DIVISORS.get(0)));
    int[] first = IntStream.range(0, Math.min(set.batchSize(), count)).toArray();
    widths =
        tensors.stream()
            .mapToDouble(tensor -> Math.log(OrderCheck.width(tensor, first, first.length)))
            .toArray();
    points = points();
    mean = new double[points[0].length];
    for (float[] point : points) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += point[d] / images;
      }
    }
  }

  /**
   * Chooses.
   *
   * @param count at least 1, at most the images of the set
   * @param entropy2 the scales that Entropy2 gives some images of the set, by tensor; called for
   *     the whole set and a few dozen choices
   * @return indices, in the order in which to calibrate
   */
  static int[] choose(
      Activations set, int count, int threads, Function<int[], Map<String, Float>> entropy2) {
    Selection selection = new Selection(set, count, threads);
    Map<String, Float> whole = entropy2.apply(IntStream.range(0, set.images()).toArray());
    ToDoubleFunction<int[]> error =
        choice -> selection.minMaxError(choice) + error(whole, entropy2.apply(choice));
    Set<List<Integer>> known = new HashSet<>();
    Best best = new Best();
    for (int divisor : DIVISORS) {
      int[] choice = selection.choice(count, Math.max(1, count / divisor));
      if (known.add(IntStream.of(choice).boxed().toList())) {
        for (int[] ordered : selection.orders(choice, Math.min(set.batchSize(), count))) {
          best.offer(ordered, error.applyAsDouble(ordered));
        }
      }
    }
    Random random = new Random(SEED);
    int trials = Math.max(LEAST_EXCHANGES, Math.min(MOST_EXCHANGES, COST * set.images() / count));
    for (int i = 0; i < trials && count < set.images(); i++) {
      int[] changed = selection.exchanged(best.images, random);
      best.offer(changed, error.applyAsDouble(changed));
    }
    return best.images;
  }

  /**
   * The images that stand for a part of a set best, to be chosen from later: a quarter for the
   * largest magnitudes, the others by herding.
   *
   * @return indices in order
   */
  static int[] coreSet(Activations part, int count, int threads) {
    return count == part.images()
        ? IntStream.range(0, count).toArray()
        : new Selection(part, count, threads).choice(count, Math.max(1, count / 4));
  }

  /** The best choice so far. */
  private static final class Best {
    private int[] images = {};
    private double error = Double.POSITIVE_INFINITY;

    void offer(int[] other, double itsError) {
      if (itsError < error) {
        images = other;
        error = itsError;
      }
    }
  }

  /** The same with every sixteenth image, at least one, in exchange for another. */
  private int[] exchanged(int[] chosen, Random random) {
    int[] changed = chosen.clone();
    for (int i = 0; i < Math.max(1, chosen.length / 16); i++) {
      int other = random.nextInt(images);
      if (IntStream.of(changed).noneMatch(image -> image == other)) {
        changed[random.nextInt(changed.length)] = other;
      }
    }
    return changed;
  }

  private int[] choice(int count, int most) {
    boolean[] chosen = new boolean[images];
    List<Integer> first = extremes.subList(0, Math.min(most, extremes.size()));
    first.forEach(i -> chosen[i] = true);
    herd(chosen, first.size(), count - first.size());
    return IntStream.range(0, images).filter(i -> chosen[i]).toArray();
  }

  /** Mean of |ln(threshold / threshold of the whole set)| over the tensors. */
  private double minMaxError(int... chosen) {
    double error = 0;
    for (TensorStatistics tensor : tensors) {
      double max = Float.MIN_NORMAL;
      for (int i : chosen) {
        max = Math.max(max, tensor.max(i));
      }
      error += Math.log(tensor.max() / max) / tensors.size();
    }
    return error;
  }

  private static double error(Map<String, Float> whole, Map<String, Float> some) {
    return whole.keySet().stream()
        .filter(name -> whole.get(name) > 0 && some.get(name) > 0)
        .mapToDouble(name -> Math.abs(Math.log(some.get(name) / (double) whole.get(name))))
        .average()
        .orElse(0);
  }

  /** Some orders whose first batch has maxima, doubled, near to those of the set's first batch. */
  private List<int[]> orders(int[] chosen, int batch) {
    Random random = new Random(SEED);
    Map<int[], Double> distances = new IdentityHashMap<>();
    List<int[]> orders = new ArrayList<>();
    for (int attempt = 0; attempt < ORDERS; attempt++) {
      int[] images =
          IntStream.of(Ordering.permutation(chosen.length, random)).map(i -> chosen[i]).toArray();
      double distance = 0;
      for (int t = 0; t < widths.length; t++) {
        distance += Math.abs(Math.log(OrderCheck.width(tensors.get(t), images, batch)) - widths[t]);
      }
      orders.add(images);
      distances.put(images, distance);
    }
    orders.sort(Comparator.comparingDouble(distances::get));
    return orders.subList(0, TRIED);
  }

  /** One after another whichever image brings most tensors nearer to their largest magnitude. */
  private List<Integer> extremes(int most) {
    List<Integer> taken = new ArrayList<>();
    boolean[] chosen = new boolean[images];
    double[] covered = new double[tensors.size()];
    double[][] share = new double[tensors.size()][images];
    for (int t = 0; t < tensors.size(); t++) {
      for (int i = 0; i < images; i++) {
        share[t][i] = tensors.get(t).max(i) / tensors.get(t).max();
      }
    }
    while (taken.size() < most) {
      int best = -1;
      double bestGain = 0;
      for (int i = 0; i < images; i++) {
        double gain = 0;
        for (int t = 0; t < covered.length; t++) {
          gain += covered[t] < COVERED ? Math.max(0, share[t][i] - covered[t]) : 0;
        }
        if (gain > bestGain && !chosen[i]) {
          bestGain = gain;
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      chosen[best] = true;
      taken.add(best);
      for (int t = 0; t < covered.length; t++) {
        covered[t] = Math.max(covered[t], share[t][best]);
      }
    }
    return taken;
  }

  /**
   * The distance of a choice is the sum over tensors and levels of the squared difference of the
   * shares of values beyond that level, over its deviation from image to image. Of the squares only
   * what depends on the candidate is computed: with n chosen ones of sum S, a candidate p and the
   * mean m, w (2 p (S/n - m) + p p / n).
   */
  private void herd(boolean[] chosen, int before, int count) {
    int width = mean.length;
    double[] sum = new double[width];
    double[] own = new double[images];
    for (int i = 0; i < images; i++) {
      for (int d = 0; d < width; d++) {
        sum[d] += chosen[i] ? points[i][d] : 0;
        own[i] += (double) points[i][d] * points[i][d];
      }
    }
    double[] distance = new double[images];
    for (int taken = 0; taken < count; taken++) {
      int n = before + taken + 1;
      float[] direction = new float[width];
      for (int d = 0; d < width; d++) {
        direction[d] = (float) (2 * (sum[d] / n - mean[d]));
      }
      Parallel.forEach(
          images,
          threads,
          i -> distance[i] = chosen[i] ? Double.MAX_VALUE : dot(points[i], direction) + own[i] / n);
      int best = 0;
      for (int i = 1; i < images; i++) {
        best = distance[i] < distance[best] ? i : best;
      }
      chosen[best] = true;
      for (int d = 0; d < width; d++) {
        sum[d] += points[best][d];
      }
    }
  }

  /** Shares beyond each level, over the root of their deviation: coordinates that vary alike. */
  private float[][] points() {
    int levels = TensorStatistics.LEVELS;
    float[][] points = new float[images][tensors.size() * levels];
    for (int t = 0; t < tensors.size(); t++) {
      for (int l = 0; l < levels; l++) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < images; i++) {
          double share = tensors.get(t).beyond(i)[l];
          mean += share / images;
          squares += share * share / images;
        }
        double variance = squares - mean * mean;
        double weight = variance > 1e-12 ? Math.pow(variance, -0.25) : 0;
        for (int i = 0; i < images; i++) {
          points[i][t * levels + l] = (float) (tensors.get(t).beyond(i)[l] * weight);
        }
      }
    }
    return points;
  }

  private static double dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int d = 0; d + 3 < a.length; d += 4) {
      s0 += a[d] * b[d];
      s1 += a[d + 1] * b[d + 1];
      s2 += a[d + 2] * b[d + 2];
      s3 += a[d + 3] * b[d + 3];
    }
    return (double) s0 + s1 + s2 + s3;
  }
}
