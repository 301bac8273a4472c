package dev.trtcal.analysis.audit;

/**
 * Lloyd's k-means from centres chosen farthest first (Gonzalez 1985), beginning with the point
 * nearest to the mean: no random choice, so the same points give the same clusters.
 */
final class KMeans {
  private static final int ROUNDS = 50;

  private KMeans() {}

  /** The cluster of each point, 0 to {@code k} - 1; a cluster may come out empty. */
  static int[] clusters(float[][] points, int k) {
    int[] first = KCenter.choose(points, new int[0], k);
    float[][] centres = new float[k][];
    for (int c = 0; c < k; c++) {
      centres[c] = points[first[c]].clone();
    }
    int[] cluster = new int[points.length];
    for (int round = 0; round < ROUNDS; round++) {
      boolean changed = assign(points, centres, cluster) || round == 0;
      if (!changed) {
        break;
      }
      move(points, centres, cluster);
    }
    return cluster;
  }

  private static boolean assign(float[][] points, float[][] centres, int[] cluster) {
    boolean changed = false;
    for (int i = 0; i < points.length; i++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < centres.length; c++) {
        double distance = Features.squaredDistance(points[i], centres[c]);
        if (distance < least) {
          least = distance;
          nearest = c;
        }
      }
      changed |= cluster[i] != nearest;
      cluster[i] = nearest;
    }
    return changed;
  }

  private static void move(float[][] points, float[][] centres, int[] cluster) {
    double[][] sums = new double[centres.length][points[0].length];
    int[] sizes = new int[centres.length];
    for (int i = 0; i < points.length; i++) {
      sizes[cluster[i]]++;
      for (int d = 0; d < points[i].length; d++) {
        sums[cluster[i]][d] += points[i][d];
      }
    }
    for (int c = 0; c < centres.length; c++) {
      for (int d = 0; d < centres[c].length && sizes[c] > 0; d++) {
        centres[c][d] = (float) (sums[c][d] / sizes[c]);
      }
    }
  }
}
