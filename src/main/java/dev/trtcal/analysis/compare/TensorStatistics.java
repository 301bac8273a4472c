package dev.trtcal.analysis.compare;

import dev.trtcal.algorithm.Histogram;
import dev.trtcal.algorithm.PercentileRule;
import java.nio.FloatBuffer;

/** Sums over one tensor's values, batch after batch, each in the order of the values. */
final class TensorStatistics {
  private static final int HIGHEST = 127;
  private static final int LOWEST = -128;
  private static final double MOST_VALUES = 99;
  private static final int BLOCK = 1024;

  private final float scale;
  private final float[] channelMax;
  private final Histogram fp32 = new Histogram();
  private final Histogram quantized = new Histogram();
  private double signal;
  private double int8Signal;
  private double product;
  private double piledNoise;
  private double ownNoise;
  private double weightNoise;
  private double clipNoise;
  private double roundNoise;
  private double maxError;
  private long clipped;
  private long values;

  /**
   * @param scale 0 where the tensor is not quantized
   * @param channels extent of axis 1; 0 where there are no channels
   */
  TensorStatistics(float scale, int channels) {
    this.scale = scale;
    channelMax = new float[channels];
  }

  /**
   * Adds a batch.
   *
   * @param x in FP32
   * @param alone what the layer computes of FP32 inputs with quantized weights, not yet quantized
   * @param int8 as the INT8 network hands it on
   * @param samples in the batch
   */
  void add(FloatBuffer x, FloatBuffer alone, FloatBuffer int8, int samples) {
    fp32.add(x.duplicate());
    quantized.add(int8.duplicate());
    float[] xBlock = new float[BLOCK];
    float[] aloneBlock = new float[BLOCK];
    float[] int8Block = new float[BLOCK];
    // Block by block: single reads of native memory are slow until the JIT compiler has seen to
    // them.
    for (int from = 0; from < x.remaining(); from += BLOCK) {
      int size = Math.min(BLOCK, x.remaining() - from);
      x.get(from, xBlock, 0, size);
      alone.get(from, aloneBlock, 0, size);
      int8.get(from, int8Block, 0, size);
      add(xBlock, aloneBlock, int8Block, size);
    }
    values += x.remaining();
    addChannels(x, samples);
  }

  private void add(float[] x, float[] alone, float[] int8, int size) {
    for (int i = 0; i < size; i++) {
      float value = x[i];
      float there = int8[i];
      float computed = alone[i];
      double piled = (double) there - value;
      double own = (double) quantize(computed) - value;
      double weights = (double) computed - value;
      signal += (double) value * value;
      int8Signal += (double) there * there;
      product += (double) value * there;
      piledNoise += piled * piled;
      ownNoise += own * own;
      weightNoise += weights * weights;
      maxError = Math.max(maxError, Math.abs(piled));
      if (scale > 0) {
        double quantizing = (double) quantize(value) - value;
        if (Math.abs(value) > HIGHEST * scale) {
          clipped++;
          clipNoise += quantizing * quantizing;
        } else {
          roundNoise += quantizing * quantizing;
        }
      }
    }
  }

  /** The value as the tensor hands it on: on its scale's grid, where it has one. */
  float quantize(float value) {
    if (scale == 0) {
      return value;
    }
    double level = Math.rint(value / scale);
    return (float) Math.max(LOWEST, Math.min(HIGHEST, level)) * scale;
  }

  private void addChannels(FloatBuffer x, int samples) {
    int inner = channelMax.length == 0 ? 0 : x.remaining() / samples / channelMax.length;
    if (inner == 0 || inner * channelMax.length * samples != x.remaining()) {
      return;
    }
    float[] row = new float[inner];
    for (int i = 0; i < samples * channelMax.length; i++) {
      x.get(i * inner, row, 0, inner);
      float max = channelMax[i % channelMax.length];
      for (float value : row) {
        max = Math.max(max, Math.abs(value));
      }
      channelMax[i % channelMax.length] = max;
    }
  }

  double threshold() {
    return (double) scale * HIGHEST;
  }

  double maxAbs() {
    return fp32.maxAbs();
  }

  double ownSqnrDb() {
    return decibel(ownNoise);
  }

  double sqnrDb() {
    return decibel(piledNoise);
  }

  private double decibel(double noise) {
    if (noise == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return signal == 0 ? Double.NEGATIVE_INFINITY : 10 * Math.log10(signal / noise);
  }

  double cosine() {
    if (signal == 0 || int8Signal == 0) {
      return signal == int8Signal ? 1 : 0;
    }
    return product / Math.sqrt(signal * int8Signal);
  }

  double maxError() {
    return maxError;
  }

  double clipRatio() {
    return values == 0 ? 0 : (double) clipped / values;
  }

  /** Part of the layer's own error that clipping makes, 0 to 1; likewise the next two. */
  double clipShare() {
    return share(clipNoise);
  }

  double roundShare() {
    return share(roundNoise);
  }

  double weightShare() {
    return share(weightNoise);
  }

  private double share(double part) {
    double all = clipNoise + roundNoise + weightNoise;
    return all == 0 ? 0 : part / all;
  }

  double ownNoise() {
    return signal == 0 ? 0 : ownNoise / signal;
  }

  /** Levels of the 127 that the smallest 99 % of the magnitudes use. */
  double levels() {
    return scale == 0 || fp32.total() == 0
        ? 0
        : Math.min(HIGHEST, PercentileRule.threshold(fp32, MOST_VALUES).value() / scale);
  }

  /** Channels whose values stay below a part of the threshold; 0 where there are no channels. */
  int channelsBelow(double part) {
    int below = 0;
    for (float max : channelMax) {
      below += max < part * threshold() ? 1 : 0;
    }
    return below;
  }

  int channels() {
    return channelMax.length;
  }

  Bins fp32() {
    return Bins.of(fp32);
  }

  Bins quantized() {
    return Bins.of(quantized);
  }
}
