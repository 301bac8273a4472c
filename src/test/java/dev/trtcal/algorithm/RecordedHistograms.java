package dev.trtcal.algorithm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Histograms that TensorRT's own Legacy calibrator wrote, and the scales it made of them. */
final class RecordedHistograms {
  private RecordedHistograms() {}

  /** By tensor, as {@code writeHistogramCache} hands them out. */
  static Map<String, Histogram> histograms(String family) {
    ByteBuffer bytes = ByteBuffer.wrap(gunzip(family + "/legacy.hist.gz"));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      String name = line(bytes);
      double width = bytes.getDouble();
      double range = bytes.getDouble();
      double maxAbs = bytes.getDouble();
      int bins = bytes.getInt();
      if (range != width * bins || bytes.getLong() != bins) {
        throw new IllegalStateException(name + ": not a histogram record");
      }
      long[] counts = new long[bins];
      for (int j = 0; j < bins; j++) {
        counts[j] = bytes.getLong();
      }
      histograms.put(name, Histogram.of(counts, (float) width, (float) maxAbs));
    }
    return histograms;
  }

  /** By tensor, from a calibration cache. */
  static Map<String, Float> scales(String file) {
    try (InputStream in = open(file)) {
      Map<String, Float> scales = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .forEach(
              line -> {
                int colon = line.lastIndexOf(':');
                int bits = Integer.parseUnsignedInt(line.substring(colon + 2), 16);
                scales.put(line.substring(0, colon), Float.intBitsToFloat(bits));
              });
      return scales;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(ByteBuffer bytes) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte b = bytes.get(); b != '\n'; b = bytes.get()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] gunzip(String file) {
    try (InputStream in = new GZIPInputStream(open(file))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) {
    return Objects.requireNonNull(
        RecordedHistograms.class.getResourceAsStream("/golden/histograms/" + file), file);
  }
}
