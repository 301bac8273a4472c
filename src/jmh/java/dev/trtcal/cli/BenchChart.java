package dev.trtcal.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.report.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws what benchmarks wrote as JSON: the variants of each job as bars, as long as their values
 * are large within the job.
 *
 * <p>Arguments: the SVG file that is written, and the JSON files.
 */
final class BenchChart {
  private static final int WIDTH = 900;
  private static final int LEFT = 205;
  private static final int BAR = 380;
  private static final int LINE = 18;

  private final StringBuilder svg = new StringBuilder();
  private int y = 10;

  private BenchChart() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Map<String, List<JsonObject>> jobs = new LinkedHashMap<>();
    for (String file : List.of(args).subList(1, args.length)) {
      String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
      for (JsonElement element :
          JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("results")) {
        JsonObject result = element.getAsJsonObject();
        String name = result.get("name").getAsString().strip();
        jobs.computeIfAbsent(name, key -> new ArrayList<>()).add(result);
      }
    }
    BenchChart chart = new BenchChart();
    jobs.forEach(chart::job);
    Files.writeString(Path.of(args[0]), chart.whole(), StandardCharsets.UTF_8);
  }

  private void job(String name, List<JsonObject> results) {
    double most = results.stream().mapToDouble(r -> r.get("value").getAsDouble()).max().orElse(0);
    if (results.size() < 2 || most == 0) {
      return;
    }
    String unit = results.get(0).get("unit").getAsString();
    y += LINE;
    text(10, "bold", name + ", " + unit);
    for (JsonObject result : results) {
      y += LINE;
      double value = result.get("value").getAsDouble();
      text(20, "normal", result.get("variant").getAsString());
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"12\" fill=\"%s\"/>%n",
              LEFT,
              y - 11,
              BAR * value / most,
              result.has("ratio") ? "#2a6f97" : "#a9a9a9"));
      String ratio =
          result.has("ratio")
              ? String.format(
                  Locale.ROOT,
                  "  (%.3g x %s)",
                  result.get("ratio").getAsDouble(),
                  result.get("ratioTo").getAsString())
              : "";
      text((int) (LEFT + 6 + BAR * value / most), "normal", Figures.significant(value) + ratio);
    }
    y += LINE / 2;
  }

  private void text(int x, String weight, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n",
            x,
            y,
            weight,
            text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  private String whole() {
    int height = y + LINE;
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
            WIDTH,
            height,
            WIDTH,
            height)
        + svg
        + "</svg>\n";
  }
}
