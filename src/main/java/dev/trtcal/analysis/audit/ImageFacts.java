package dev.trtcal.analysis.audit;

import dev.trtcal.image.Pixels;
import java.lang.foreign.ValueLayout;

/**
 * What one image is like. Levels are those of its grey, 0 to 255.
 *
 * @param name in its set
 * @param folder the top folder it lies in; empty when in none
 * @param width in pixels
 * @param height in pixels
 * @param channels as stored: 1 for grey, 3 for colour
 * @param print what duplicates are found by
 * @param mean level
 * @param deviation of the levels
 * @param bright level that 99 % of the pixels do not exceed
 * @param saturation mean of (max - min) / max over the colour channels, 0 to 1; 0 for grey
 * @param sharpness mean magnitude of the level's change from a pixel to the next, over the
 *     deviation
 * @param correlation of pixels with their right and lower neighbours, -1 to 1; near 0 for noise
 */
record ImageFacts(
    String name,
    String folder,
    int width,
    int height,
    int channels,
    Fingerprint print,
    double mean,
    double deviation,
    int bright,
    double saturation,
    double sharpness,
    double correlation) {
  static ImageFacts of(String name, String folder, Fingerprint print, Pixels image) {
    Pixels grey = image.toGrey();
    byte[] levels = grey.samples().toArray(ValueLayout.JAVA_BYTE);
    long[] histogram = new long[256];
    for (byte level : levels) {
      histogram[level & 0xff]++;
    }
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < 256; i++) {
      mean += (double) i * histogram[i] / levels.length;
      squares += (double) i * i * histogram[i] / levels.length;
    }
    double variance = Math.max(0, squares - mean * mean);
    long below = 0;
    int bright = 0;
    for (int i = 0; i < 256; i++) {
      below += histogram[i];
      if (below < 0.99 * levels.length) {
        bright = i + 1;
      }
    }
    double change = 0;
    double product = 0;
    long pairs = 0;
    int width = grey.width();
    for (int y = 0; y < grey.height(); y++) {
      for (int x = 0; x < width; x++) {
        int here = levels[y * width + x] & 0xff;
        if (x + 1 < width) {
          int right = levels[y * width + x + 1] & 0xff;
          change += Math.abs(right - here);
          product += (here - mean) * (right - mean);
          pairs++;
        }
        if (y + 1 < grey.height()) {
          int lower = levels[(y + 1) * width + x] & 0xff;
          change += Math.abs(lower - here);
          product += (here - mean) * (lower - mean);
          pairs++;
        }
      }
    }
    double deviation = Math.sqrt(variance);
    boolean flat = deviation < 1e-9 || pairs == 0;
    return new ImageFacts(
        name,
        folder,
        image.width(),
        image.height(),
        image.channels(),
        print,
        mean,
        deviation,
        Math.min(bright, 255),
        saturation(image),
        flat ? 0 : change / pairs / deviation,
        flat ? 1 : product / pairs / variance);
  }

  private static double saturation(Pixels image) {
    if (image.channels() == 1) {
      return 0;
    }
    byte[] rgb = image.samples().toArray(ValueLayout.JAVA_BYTE);
    double sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int r = rgb[i] & 0xff;
      int g = rgb[i + 1] & 0xff;
      int b = rgb[i + 2] & 0xff;
      int max = Math.max(r, Math.max(g, b));
      int min = Math.min(r, Math.min(g, b));
      sum += max == 0 ? 0 : (max - min) / (double) max;
    }
    return 3 * sum / rgb.length;
  }
}
