package dev.trtcal.analysis.audit;

import java.util.Arrays;

/** Greedy k-center: each choice is the point farthest from those chosen before (Gonzalez 1985). */
final class KCenter {
  private KCenter() {}

  /**
   * Chooses points.
   *
   * @param given indices of points that are chosen already; where there are none, the point nearest
   *     to the mean is the first
   * @param count points to choose besides, at most as many as are left
   */
  static int[] choose(float[][] points, int[] given, int count) {
    double[] distance = new double[points.length];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    for (int one : given) {
      approach(points, distance, one);
    }
    int[] chosen = new int[count];
    for (int k = 0; k < count; k++) {
      int next = given.length == 0 && k == 0 ? nearestToMean(points) : farthest(distance);
      chosen[k] = next;
      approach(points, distance, next);
    }
    return chosen;
  }

  /** Of each point the distance to the nearest of some others. */
  static double[] distances(float[][] points, float[][] to) {
    double[] distances = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (float[] other : to) {
        least = Math.min(least, Features.squaredDistance(points[i], other));
      }
      distances[i] = Math.sqrt(least);
    }
    return distances;
  }

  private static void approach(float[][] points, double[] distance, int chosen) {
    for (int i = 0; i < points.length; i++) {
      distance[i] = Math.min(distance[i], Features.squaredDistance(points[i], points[chosen]));
    }
    distance[chosen] = -1;
  }

  private static int farthest(double[] distance) {
    int farthest = 0;
    for (int i = 1; i < distance.length; i++) {
      farthest = distance[i] > distance[farthest] ? i : farthest;
    }
    return farthest;
  }

  private static int nearestToMean(float[][] points) {
    float[] mean = new float[points[0].length];
    for (float[] point : points) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += point[d] / points.length;
      }
    }
    int nearest = 0;
    for (int i = 1; i < points.length; i++) {
      if (Features.squaredDistance(points[i], mean)
          < Features.squaredDistance(points[nearest], mean)) {
        nearest = i;
      }
    }
    return nearest;
  }
}
