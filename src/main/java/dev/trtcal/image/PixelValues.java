package dev.trtcal.image;

import dev.trtcal.ElementType;
import dev.trtcal.UsageException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a pixel v becomes a value: {@code (v * scale - mean) / std}, in the tensor's element type.
 *
 * @param mean none, one for all channels, or one a channel in the order of the tensor's
 * @param std likewise
 */
record PixelValues(
    ElementType type, ColorOrder color, double scale, List<Float> mean, List<Float> std) {
  /**
   * Checks that they fit together.
   *
   * @throws UsageException {@code preprocess.type} or {@code preprocess.values} when they do not
   */
  PixelValues {
    checkType(type, scale, mean, std);
    if (!Double.isFinite(scale) || scale == 0) {
      throw new UsageException(
          "preprocess.values", "scale " + scale + ": must be finite and not 0");
    }
    checkValues("mean", mean, color);
    checkValues("std", std, color);
    if (std.contains(0f) || std.contains(-0f)) {
      throw new UsageException(
          "preprocess.values", "std " + join(std) + ": a division by 0; give what to divide by");
    }
  }

  private static void checkType(ElementType type, double scale, List<Float> mean, List<Float> std) {
    if (type != ElementType.FLOAT32 && type != ElementType.FLOAT16 && type != ElementType.UINT8) {
      throw new UsageException(
          "preprocess.type",
          "images cannot become "
              + type.name().toLowerCase(Locale.ROOT)
              + " tensors; choose float32, float16 or uint8, or give .npy files");
    }
    if (type == ElementType.UINT8
        && (scale != Preprocess.DEFAULT_SCALE || !mean.isEmpty() || !std.isEmpty())) {
      throw new UsageException(
          "preprocess.type",
          "uint8 tensors hold the pixels as they are; leave out scale, mean and std");
    }
  }

  private static void checkValues(String what, List<Float> values, ColorOrder color) {
    if (values.size() > 1 && values.size() != color.channels()) {
      throw new UsageException(
          "preprocess.values",
          what
              + " "
              + join(values)
              + ": "
              + values.size()
              + " values for "
              + color.channels()
              + (color.channels() == 1 ? " channel" : " channels")
              + "; give 1 or "
              + color.channels());
    }
    if (!values.stream().allMatch(Float::isFinite)) {
      throw new UsageException(
          "preprocess.values", what + " " + join(values) + ": must be finite numbers");
    }
  }

  float[] means() {
    return perChannel(mean, 0);
  }

  float[] deviations() {
    return perChannel(std, 1);
  }

  private float[] perChannel(List<Float> values, float otherwise) {
    float[] all = new float[color.channels()];
    for (int c = 0; c < all.length; c++) {
      all[c] = values.isEmpty() ? otherwise : values.get(values.size() == 1 ? 0 : c);
    }
    return all;
  }

  private static String join(List<Float> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
