package dev.trtcal.analysis.audit;

import dev.trtcal.Shape;
import java.nio.FloatBuffer;

/** What the network's image input was fed: extremes, mean and deviation of each channel. */
final class InputValues {
  private final int channels;
  private final int inner;
  private final double[] sum;
  private final double[] squares;
  private long perChannel;
  private float least = Float.POSITIVE_INFINITY;
  private float largest = Float.NEGATIVE_INFINITY;
  private boolean whole = true;

  /**
   * Of a tensor of four axes.
   *
   * @param sample its shape without the batch
   */
  InputValues(Shape sample) {
    boolean channelsFirst = sample.dim(0) == 1 || sample.dim(0) == 3;
    channels = Math.toIntExact(channelsFirst ? sample.dim(0) : sample.dim(2));
    inner = channelsFirst ? Math.toIntExact(sample.dim(1) * sample.dim(2)) : 1;
    sum = new double[channels];
    squares = new double[channels];
  }

  void add(FloatBuffer sample) {
    int n = sample.remaining();
    float[] values = new float[n];
    sample.get(sample.position(), values);
    for (int i = 0; i < n; i++) {
      float value = values[i];
      int channel = i / inner % channels;
      sum[channel] += value;
      squares[channel] += (double) value * value;
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      whole &= value == Math.rint(value);
    }
    perChannel += n / channels;
  }

  int channels() {
    return channels;
  }

  double mean(int channel) {
    return sum[channel] / perChannel;
  }

  double deviation(int channel) {
    double mean = mean(channel);
    return Math.sqrt(Math.max(0, squares[channel] / perChannel - mean * mean));
  }

  float least() {
    return least;
  }

  float largest() {
    return largest;
  }

  /** Whether all values are whole numbers, as pixels are. */
  boolean whole() {
    return whole;
  }
}
