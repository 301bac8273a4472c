package dev.trtcal.demo.service;

import dev.trtcal.Algorithm;
import dev.trtcal.TensorSpec;
import dev.trtcal.image.ImageInput;
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
   * @throws dev.trtcal.UsageException when the network does not take images of one size
   */
  Preprocess preprocess(List<TensorSpec> inputs) {
    return ImageInput.of(inputs).preprocess().mean(mean).std(std).build();
  }
}
