package dev.trtcal.analysis.audit;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Chooses the few images that stand for a set. First those that attain the largest magnitudes,
 * since they alone decide MinMax; then, one after another, the image that brings the distribution
 * of every tensor's magnitudes over the chosen ones nearest to that over the whole set (herding:
 * Welling, "Herding dynamical weights to learn", ICML 2009), since Entropy2 reads distributions.
 * Reproducible: between equals the first image is taken.
 */
final class Selection {
  /** How near to the whole set's the chosen ones' largest magnitude must come. */
  private static final double COVERED = 0.98;

  private static final int ORDERS = 2000;
  private static final long SEED = 2;

  private final List<TensorStatistics> tensors;
  private final int images;
  private final int threads;

  private Selection(Activations set, int threads) {
    tensors = set.tensors();
    images = set.images();
    this.threads = threads;
  }

  /**
   * Chooses.
   *
   * @param count at least 1, at most the images of the set
   * @return indices, in an order whose first batch gives Entropy2's histograms ranges like those
   *     that the whole set's first batch gives them
   */
  static int[] choose(Activations set, int count, int threads) {
    Selection selection = new Selection(set, threads);
    boolean[] chosen = new boolean[set.images()];
    int extremes = selection.takeExtremes(chosen, Math.max(1, count / 2));
    selection.herd(chosen, extremes, count - extremes);
    int[] indices = new int[count];
    int at = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        indices[at++] = i;
      }
    }
    return selection.ordered(indices, Math.min(set.batchSize(), count));
  }

  /** The best of some random orders: the first batch's maxima, doubled, near to the set's. */
  private int[] ordered(int[] chosen, int batch) {
    int[] asListed = IntStream.range(0, images).toArray();
    double[] wanted = new double[tensors.size()];
    for (int t = 0; t < wanted.length; t++) {
      wanted[t] = Math.log(OrderCheck.width(tensors.get(t), asListed, batch));
    }
    Random random = new Random(SEED);
    int[] best = chosen;
    double least = Double.POSITIVE_INFINITY;
    for (int attempt = 0; attempt < ORDERS; attempt++) {
      int[] order = Ordering.permutation(chosen.length, random);
      int[] images = new int[chosen.length];
      for (int i = 0; i < images.length; i++) {
        images[i] = chosen[order[i]];
      }
      double distance = 0;
      for (int t = 0; t < wanted.length; t++) {
        distance += Math.abs(Math.log(OrderCheck.width(tensors.get(t), images, batch)) - wanted[t]);
      }
      if (distance < least) {
        least = distance;
        best = images;
      }
    }
    return best;
  }

  /** Takes whichever image brings most tensors nearer to their largest magnitude. */
  private int takeExtremes(boolean[] chosen, int most) {
    double[] covered = new double[tensors.size()];
    double[][] share = new double[tensors.size()][images];
    for (int t = 0; t < tensors.size(); t++) {
      for (int i = 0; i < images; i++) {
        share[t][i] = tensors.get(t).max(i) / tensors.get(t).max();
      }
    }
    for (int taken = 0; taken < most; taken++) {
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
        return taken;
      }
      chosen[best] = true;
      for (int t = 0; t < covered.length; t++) {
        covered[t] = Math.max(covered[t], share[t][best]);
      }
    }
    return most;
  }

  /**
   * The distance of a choice is the sum over tensors and levels of the squared difference of the
   * shares of values beyond that level, over its deviation from image to image. Of the squares only
   * what depends on the candidate is computed: with n chosen ones of sum S, a candidate p and the
   * mean m, w (2 p (S/n - m) + p p / n).
   */
  private void herd(boolean[] chosen, int before, int count) {
    float[][] points = points();
    int width = points[0].length;
    double[] mean = new double[width];
    double[] sum = new double[width];
    double[] own = new double[images];
    for (int i = 0; i < images; i++) {
      for (int d = 0; d < width; d++) {
        mean[d] += points[i][d] / images;
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
