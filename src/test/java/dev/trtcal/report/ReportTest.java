package dev.trtcal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Grade;
import dev.trtcal.report.Section.Histograms;
import dev.trtcal.report.Section.Layer;
import dev.trtcal.report.Section.Lines;
import dev.trtcal.report.Section.Strip;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Tile;
import dev.trtcal.report.Section.Tiles;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.Section.Verdict;
import dev.trtcal.report.Section.Verdicts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void oneFileHoldsEverythingAndAsksNoNetwork(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.html");
    sample(20).write(file);
    String page = Files.readString(file);
    assertTrue(page.contains("var uPlot="), "the plotting library is inlined");
    assertFalse(page.contains("{{"), "every placeholder is filled");
    assertFalse(
        Pattern.compile("(src|href)=\"?https?:|@import|url\\(").matcher(page).find(),
        "nothing is loaded from elsewhere");
  }

  @Test
  void textsOfTheUserCannotEndTheScript() {
    Report report =
        new Report(
            "</script><b>&", "", List.of(new Lines("</title>", "</script><script>alert(1)")));
    String page = report.html();
    assertFalse(page.contains("</script><script>alert(1)"));
    assertEquals("</script><b>&", data(page).get("title").getAsString());
    assertTrue(page.contains("<title>&lt;/script&gt;&lt;b&gt;&amp;</title>"));
  }

  @Test
  void sameReportIsTheSameBytes() {
    assertEquals(sample(3).html(), sample(3).html());
  }

  @Test
  void fiveHundredTensorsStayBelowFiveMegabytes() {
    int length = sample(500).html().length();
    assertTrue(length < 5_000_000, () -> length + " characters");
  }

  @Test
  void histogramsKeepEveryCount() {
    long[] counts = new long[2048];
    Arrays.fill(counts, 0, 1500, 3);
    TensorHistogram shown = TensorHistogram.of("x", 0.5, counts, List.of(), "");
    assertTrue(shown.counts().size() <= TensorHistogram.SHOWN);
    assertEquals(4500, shown.counts().stream().mapToLong(n -> n).sum());
    assertEquals(0.5 * 8, shown.width());
  }

  @Test
  void whatIsNoNumberInJsonIsAText() {
    Table table =
        new Table(
            "t",
            List.of(new Column("a", Unit.NUMBER)),
            List.of(
                List.<Object>of(Double.POSITIVE_INFINITY),
                List.<Object>of(1e-9),
                Arrays.asList((Object) null)));
    assertEquals("[[\"Infinity\"],[1.0E-9],[null]]", table.toJson().get("items").toString());
  }

  private static JsonObject data(String page) {
    Matcher matcher = DATA.matcher(page);
    assertTrue(matcher.find());
    return JsonParser.parseString(matcher.group(1)).getAsJsonObject();
  }

  static Report sample(int tensors) {
    List<List<Object>> rows = new ArrayList<>();
    List<TensorHistogram> histograms = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    for (int t = 0; t < tensors; t++) {
      long[] counts = new long[2048];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = (long) (1e6 * Math.exp(-i / (50.0 + t)));
      }
      String name = "/layer/" + t + "/Conv_output_0";
      rows.add(Arrays.asList(name, 1.5 * t, t / 1000.0, 30.0 + t % 17));
      histograms.add(
          TensorHistogram.of(
              name,
              0.001,
              counts,
              List.of(
                  new TensorHistogram.Mark("entropy2", 0.6),
                  new TensorHistogram.Mark("minmax", 1.4)),
              "clips 0.4 %"));
      layers.add(new Layer(name, (double) (t % 40), (t % 40) + " dB"));
    }
    return new Report(
        "fashion_resnet",
        "INT8 loses 10.6 points of top-1, because the input is clipped.",
        List.of(
            new Verdicts(
                "Verdict",
                List.of(
                    new Verdict(
                        Grade.BAD,
                        "Is INT8 sound?",
                        "top-1 0.9395 → 0.8335",
                        "use --algorithm minmax"),
                    new Verdict(Grade.GOOD, "Enough images?", "settles after 128", ""),
                    new Verdict(
                        Grade.DOUBTFUL, "Order?", "moves by 45 %", "take --range whole-set"))),
            new Tiles("Output", List.of(new Tile(Grade.BAD, "85.75 %", "answers as FP32's"))),
            new Facts("What was run", List.of(new Fact("model", "fashion_resnet.onnx"))),
            new Strip("Layers", "SQNR in dB", 40, 5, layers),
            new Table(
                "Tensors",
                List.of(
                    new Column("tensor", Unit.TEXT),
                    new Column("threshold", Unit.NUMBER),
                    new Column("clipped", Unit.SHARE),
                    Column.detail("SQNR", Unit.DECIBEL)),
                rows),
            new Histograms("Histograms", histograms),
            new Lines("Do it again", "trtcal calibrate fashion_resnet.onnx --images images")));
  }

  /** Writes the sample for a look by eye: {@code ReportTest FILE}. */
  public static void main(String[] args) {
    sample(40).write(Path.of(args[0]));
  }
}
