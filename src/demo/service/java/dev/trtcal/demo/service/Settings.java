package dev.trtcal.demo.service;

import dev.trtcal.Algorithm;
import dev.trtcal.ElementType;
import dev.trtcal.TensorSpec;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.util.List;
import java.util.Map;

/** How a job is to be calibrated. */
final class Settings {
  private static final Map<String, Algorithm> ALGORITHMS =
      Map.of(
          "entropy2",
          Algorithm.entropy2(),
          "entropy",
          Algorithm.entropy(),
          "minmax",
          Algorithm.minMax(),
          "mse",
          Algorithm.mse());

  private final Algorithm algorithm;
  private final float[] mean;
  private final float[] std;

  private Settings(Algorithm algorithm, float[] mean, float[] std) {
    this.algorithm = algorithm;
    this.mean = mean;
    this.std = std;
  }

  /**
   * Of a request's parameters.
   *
   * @param mean of the pixels over 255, one number a channel or one for all
   * @param std likewise
   * @throws Refused when one is none
   */
  static Settings of(String algorithm, String mean, String std) {
    if (!ALGORITHMS.containsKey(algorithm)) {
      throw new Refused(
          Refused.BAD_REQUEST, "algorithm " + algorithm + ": there are " + ALGORITHMS.keySet());
    }
    return new Settings(ALGORITHMS.get(algorithm), numbers("mean", mean), numbers("std", std));
  }

  Algorithm algorithm() {
    return algorithm;
  }

  private static float[] numbers(String name, String list) {
    String[] parts = list.split(",", -1);
    float[] numbers = new float[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        numbers[i] = Float.parseFloat(parts[i]);
      }
    } catch (NumberFormatException e) {
      throw new Refused(Refused.BAD_REQUEST, name + " " + list + ": must be numbers");
    }
    return numbers;
  }

  /**
   * What makes an image a sample of the network's.
   *
   * @throws Refused when the network does not take images
   */
  Preprocess preprocess(List<TensorSpec> inputs) {
    if (inputs.size() != 1
        || inputs.get(0).type() != ElementType.FLOAT32
        || inputs.get(0).shape().rank() != 4) {
      throw new Refused(
          Refused.UNUSABLE, "the model must have one float32 input [N, C, H, W], not " + inputs);
    }
    long channels = inputs.get(0).shape().dim(1);
    long height = inputs.get(0).shape().dim(2);
    long width = inputs.get(0).shape().dim(3);
    if ((channels != 1 && channels != 3) || height < 1 || width < 1) {
      throw new Refused(
          Refused.UNUSABLE, "the model's input must have 1 or 3 channels and a fixed size");
    }
    return Preprocess.builder()
        .color(channels == 1 ? ColorOrder.GRAY : ColorOrder.RGB)
        .resize(Math.toIntExact(width), Math.toIntExact(height))
        .mean(mean)
        .std(std)
        .build();
  }
}
