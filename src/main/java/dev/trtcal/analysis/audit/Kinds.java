package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What would be missing if a kind of image were: the set is parted into clusters in the network's
 * feature space, and each is held against the rest.
 *
 * @param clusters the one whose absence would cost most first
 */
public record Kinds(List<Cluster> clusters) {
  private static final int MOST = 8;
  private static final int LEAST_IMAGES = 8;

  /**
   * One kind of image.
   *
   * @param images in it
   * @param share of the set
   * @param medianExcess ln(largest magnitude in it / that in the rest) of the middle tensor;
   *     negative when the rest reaches farther
   * @param worstExcess of the tensor that exceeds the rest most
   * @param worstTensor that tensor
   * @param example an image of it
   */
  public record Cluster(
      int images,
      double share,
      double medianExcess,
      double worstExcess,
      String worstTensor,
      String example) {}

  public Kinds {
    clusters = List.copyOf(clusters);
  }

  static Kinds of(Activations set) {
    int k = Math.min(MOST, set.images() / LEAST_IMAGES);
    if (k < 2) {
      return new Kinds(List.of());
    }
    float[][] points = Features.scaling(set.features()).apply(set.features());
    int[] cluster = KMeans.clusters(points, k);
    List<Cluster> clusters = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      int images = 0;
      int first = -1;
      for (int i = 0; i < cluster.length; i++) {
        images += cluster[i] == c ? 1 : 0;
        first = first < 0 && cluster[i] == c ? i : first;
      }
      if (images > 0 && images < cluster.length) {
        clusters.add(cluster(set, cluster, c, images, first));
      }
    }
    clusters.sort(Comparator.comparingDouble(Cluster::worstExcess).reversed());
    return new Kinds(clusters);
  }

  private static Cluster cluster(Activations set, int[] cluster, int c, int images, int first) {
    List<TensorStatistics> tensors = set.tensors();
    double[] excess = new double[tensors.size()];
    int worst = 0;
    for (int t = 0; t < excess.length; t++) {
      float inside = 0;
      float outside = 0;
      for (int i = 0; i < cluster.length; i++) {
        float max = tensors.get(t).max(i);
        inside = cluster[i] == c ? Math.max(inside, max) : inside;
        outside = cluster[i] == c ? outside : Math.max(outside, max);
      }
      excess[t] =
          Math.log(Math.max(inside, Float.MIN_NORMAL) / Math.max(outside, Float.MIN_NORMAL));
      worst = excess[t] > excess[worst] ? t : worst;
    }
    return new Cluster(
        images,
        (double) images / cluster.length,
        Ordering.median(excess),
        excess[worst],
        tensors.get(worst).name(),
        set.origins().get(first));
  }
}
