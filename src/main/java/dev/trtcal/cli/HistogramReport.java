package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.algorithm.LegacyRule;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.HistogramEntry;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What Legacy's histogram cache holds, for people and for programs. */
final class HistogramReport {
  /** How full a part of the range is, by the logarithm of its count. */
  private static final String SHADES = " .:-=+*#%@";

  private static final int PARTS = 32;
  private static final double[] QUANTILES = {0.99, 0.999, 0.9999};

  private final Path file;
  private final HistogramCache cache;

  HistogramReport(Path file, HistogramCache cache) {
    this.file = file;
    this.cache = cache;
  }

  void print(PrintWriter out) {
    out.println(file + ": histograms of TensorRT's Legacy calibrator");
    out.println("  tensors    " + cache.entries().size());
    out.println("  bins       " + HistogramCache.BINS + " of |x| from 0");
    out.println();
    TextTable table =
        new TextTable(
            "tensor", "values", "largest", "range", "99 %", "99.9 %", "99.99 %", "0 to range");
    for (HistogramEntry entry : cache.entries()) {
      Histogram histogram = histogram(entry);
      table.row(
          entry.name(),
          Long.toString(entry.total()),
          Figures.significant(entry.maxAbs()),
          Figures.significant(entry.width() * HistogramCache.BINS),
          threshold(histogram, QUANTILES[0]),
          threshold(histogram, QUANTILES[1]),
          threshold(histogram, QUANTILES[2]),
          "|" + picture(entry.counts()) + "|");
    }
    table.print(out, "  ");
    out.println();
    out.println(
        "  Columns with a share: the threshold of that --quantile. Shades: log of the counts, '"
            + SHADES.substring(1)
            + "'.");
    out.flush();
  }

  private static Histogram histogram(HistogramEntry entry) {
    return Histogram.of(entry.counts(), (float) entry.width(), (float) entry.maxAbs());
  }

  private static String threshold(Histogram histogram, double quantile) {
    return Figures.significant(LegacyRule.threshold(histogram, quantile, 1).value());
  }

  private static String picture(long[] counts) {
    double[] parts = new double[PARTS];
    double largest = 0;
    for (int i = 0; i < counts.length; i++) {
      parts[i * PARTS / counts.length] += counts[i];
    }
    for (double part : parts) {
      largest = Math.max(largest, Math.log1p(part));
    }
    StringBuilder picture = new StringBuilder();
    for (double part : parts) {
      int shade = part == 0 ? 0 : 1 + (int) ((SHADES.length() - 2) * Math.log1p(part) / largest);
      picture.append(SHADES.charAt(shade));
    }
    return picture.toString();
  }

  JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("kind", "histograms");
    root.addProperty("bins", HistogramCache.BINS);
    JsonArray tensors = new JsonArray();
    for (HistogramEntry entry : cache.entries()) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("name", entry.name());
      Json.add(tensor, "binWidth", entry.width());
      Json.add(tensor, "range", entry.width() * HistogramCache.BINS);
      Json.add(tensor, "maxAbs", entry.maxAbs());
      tensor.addProperty("values", entry.total());
      JsonArray counts = new JsonArray();
      for (long count : entry.counts()) {
        counts.add(count);
      }
      tensor.add("counts", counts);
      tensors.add(tensor);
    }
    root.add("tensors", tensors);
    return root;
  }
}
