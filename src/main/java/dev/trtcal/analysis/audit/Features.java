package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.util.List;

/** Points of the network's feature space, made comparable. */
final class Features implements Serializable {
  private static final long serialVersionUID = 1;
  private final double[] mean;
  private final double[] factor;

  private Features(double[] mean, double[] factor) {
    this.mean = mean;
    this.factor = factor;
  }

  /** Logarithms of the tensors' largest magnitudes, for networks without any channels. */
  static float[][] ofMaxima(List<TensorStatistics> tensors) {
    int images = tensors.isEmpty() ? 0 : tensors.get(0).images();
    float[][] points = new float[images][tensors.size()];
    for (int i = 0; i < images; i++) {
      for (int t = 0; t < tensors.size(); t++) {
        points[i][t] = (float) Math.log(Math.max(Float.MIN_NORMAL, tensors.get(t).max(i)));
      }
    }
    return points;
  }

  /** The scaling that gives each coordinate of these points mean 0 and deviation 1. */
  static Features scaling(float[][] points) {
    int n = points[0].length;
    double[] mean = new double[n];
    double[] factor = new double[n];
    for (int d = 0; d < n; d++) {
      double sum = 0;
      double squares = 0;
      for (float[] point : points) {
        sum += point[d];
        squares += (double) point[d] * point[d];
      }
      mean[d] = sum / points.length;
      double variance = squares / points.length - mean[d] * mean[d];
      factor[d] = variance > 1e-12 * squares ? 1 / Math.sqrt(variance * n) : 0;
    }
    return new Features(mean, factor);
  }

  /** Scaled points: a distance of 1 is about one deviation in every coordinate. */
  float[][] apply(float[][] points) {
    float[][] scaled = new float[points.length][mean.length];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < mean.length; d++) {
        scaled[i][d] = (float) ((points[i][d] - mean[d]) * factor[d]);
      }
    }
    return scaled;
  }

  static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      double difference = (double) a[d] - b[d];
      sum += difference * difference;
    }
    return sum;
  }
}
