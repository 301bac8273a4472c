package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --report}, on the demo. */
class ReportOptionTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern LOADS = Pattern.compile("(src|href)=\"?https?:|@import|url\\(");

  @TempDir private Path folder;

  @Test
  void calibrateShowsEachTensorAndTheSamePageAgain() throws IOException {
    Path page = folder.resolve("a page.html");

    CommandRun run = calibrate(page, "entropy2");

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("wrote " + page), run.out());
    String html = Files.readString(page);
    assertFalse(LOADS.matcher(html).find(), "nothing is loaded from elsewhere");
    List<String> tensors = new ArrayList<>();
    for (JsonElement row : section(html, "table").orElseThrow().getAsJsonArray("items")) {
      tensors.add(row.getAsJsonArray().get(0).getAsString());
    }
    List<String> cached =
        Files.readAllLines(folder.resolve("demo.cache")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.lastIndexOf(": ")))
            .toList();
    assertEquals(cached, tensors);
    JsonObject histograms = section(html, "histograms").orElseThrow();
    assertEquals(cached.size(), histograms.getAsJsonArray("items").size());
    long values = 0;
    JsonObject input = histograms.getAsJsonArray("items").get(0).getAsJsonObject();
    for (JsonElement count : input.getAsJsonArray("counts")) {
      values += count.getAsLong();
    }
    assertEquals(64 * 28 * 28, values, "every value of the input is counted");
    String again = section(html, "lines").orElseThrow().get("text").getAsString();
    assertTrue(again.startsWith("trtcal calibrate src/demo/fashion_resnet.onnx --"), again);
    assertTrue(again.contains("'" + page + "'"), again);

    calibrate(page, "entropy2");
    assertEquals(html, Files.readString(page));
  }

  @Test
  void minMaxHasNoHistogramsAndSaysSo() throws IOException {
    Path page = folder.resolve("page.html");

    assertEquals(ExitCode.DONE, calibrate(page, "minmax").exitCode());

    String html = Files.readString(page);
    assertEquals(Optional.empty(), section(html, "histograms"));
    String summary = section(html, "verdicts").orElseThrow().toString();
    assertTrue(summary.contains("minmax keeps each tensor's largest value alone"), summary);
  }

  @Test
  void aPageThatCannotBeWrittenIsToldBeforeTheWork() {
    CommandRun run = calibrate(folder.resolve("none/page.html"), "entropy2");
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("create it first"), run.err());
    assertFalse(Files.exists(folder.resolve("demo.cache")));
  }

  @Test
  void compareShowsEachLayerAndTheFirstCause() throws IOException {
    Path page = folder.resolve("page.html");
    calibrate(folder.resolve("unused.html"), "entropy2");
    String[] arguments = {
      "compare",
      "src/demo/fashion_resnet.onnx",
      "--cache",
      folder.resolve("demo.cache").toString(),
      "--images",
      "src/demo/images",
      "--mean",
      "0.2860",
      "--std",
      "0.3530",
      "--max-images",
      "32",
      "--measure",
      "3",
      "--report",
      page.toString()
    };

    String html = written(page, arguments);
    JsonObject causes = section(html, "verdicts").orElseThrow();
    JsonObject first = causes.getAsJsonArray("items").get(0).getAsJsonObject();
    assertEquals("input", first.get("question").getAsString());
    assertTrue(first.get("answer").getAsString().contains("clips"), first.toString());
    List<String> layers = new ArrayList<>();
    for (JsonElement layer : section(html, "strip").orElseThrow().getAsJsonArray("items")) {
      layers.add(layer.getAsJsonObject().get("name").getAsString());
    }
    assertTrue(layers.contains("input") && layers.contains("logits"), layers.toString());
    assertEquals(
        layers.size(), section(html, "table").orElseThrow().getAsJsonArray("items").size());

    CommandRun.of(arguments);
    assertEquals(html, Files.readString(page));
  }

  @Test
  void auditShowsItsAnswers() throws IOException {
    Path page = folder.resolve("page.html");
    String[] arguments = {
      "audit",
      "--model",
      "src/demo/fashion_resnet.onnx",
      "--images",
      "src/demo/images",
      "--max-images",
      "8",
      "--report",
      page.toString()
    };

    String html = written(page, arguments);
    Map<String, String> grades = new HashMap<>();
    for (JsonElement verdict : section(html, "verdicts").orElseThrow().getAsJsonArray("items")) {
      JsonObject answer = verdict.getAsJsonObject();
      grades.put(answer.get("question").getAsString(), answer.get("grade").getAsString());
    }
    assertEquals("bad", grades.get("enough"), grades.toString());
    assertEquals("good", grades.get("readable"), grades.toString());
    String facts = section(html, "facts").orElseThrow().toString();
    for (String fact :
        List.of("model's SHA-256", "data's SHA-256", "preprocessing", "trtcal ", "ONNX Runtime")) {
      assertTrue(facts.contains(fact), fact + " in " + facts);
    }
    assertTrue(
        section(html, "lines").orElseThrow().toString().contains("trtcal audit --model"), html);

    CommandRun.of(arguments);
    assertEquals(html, Files.readString(page));
  }

  @Test
  void selectShowsWhatItChose() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 24; i++) {
      Path kind = Files.createDirectories(images.resolve("kind" + i / 18));
      String name = String.format(Locale.ROOT, "%05d.png", i);
      Files.copy(Path.of("src/demo/images").resolve(name), kind.resolve(name));
    }
    Path page = folder.resolve("page.html");
    Path list = folder.resolve("selected.txt");
    String[] arguments = {
      "select",
      "--model",
      "src/demo/fashion_resnet.onnx",
      "--images",
      images.toString(),
      "--count",
      "4",
      "--to",
      list.toString(),
      "--report",
      page.toString()
    };

    String html = written(page, arguments);
    assertTrue(html.contains("4 of 24 images, to calibrate fashion_resnet.onnx"), html);
    assertTrue(section(html, "verdicts").orElseThrow().toString().contains("representative"));
    List<JsonArray> folders = rows(html, "Folder by folder");
    assertEquals(List.of(18L, 6L), column(folders, 1));
    assertEquals(4, column(folders, 3).stream().mapToLong(Long::longValue).sum());
    List<JsonArray> classes = rows(html, "By what the network takes them for");
    assertEquals(24, column(classes, 1).stream().mapToLong(Long::longValue).sum());
    assertEquals(4, column(classes, 3).stream().mapToLong(Long::longValue).sum());
    List<String> names =
        rows(html, "Their names").stream().map(row -> row.get(1).getAsString()).toList();
    assertEquals(
        Files.readAllLines(list).stream().filter(line -> !line.startsWith("#")).toList(), names);
    assertTrue(section(html, "picture").isPresent());

    CommandRun.of(arguments);
    assertEquals(html, Files.readString(page));
  }

  private static List<JsonArray> rows(String html, String title) {
    Matcher data = DATA.matcher(html);
    assertTrue(data.find(), html);
    JsonObject page = JsonParser.parseString(data.group(1)).getAsJsonObject();
    for (JsonElement section : page.getAsJsonArray("sections")) {
      if (section.getAsJsonObject().get("title").getAsString().equals(title)) {
        List<JsonArray> rows = new ArrayList<>();
        section
            .getAsJsonObject()
            .getAsJsonArray("items")
            .forEach(row -> rows.add(row.getAsJsonArray()));
        return rows;
      }
    }
    throw new AssertionError("no section " + title);
  }

  private static List<Long> column(List<JsonArray> rows, int column) {
    return rows.stream().map(row -> row.get(column).getAsLong()).toList();
  }

  @Test
  void quotesForTheShellWhatNeedsIt() {
    assertEquals("--mean=0.5,0.5", ReportOption.quoted("--mean=0.5,0.5"));
    assertEquals("'a b'", ReportOption.quoted("a b"));
    assertEquals("'it'\\''s'", ReportOption.quoted("it's"));
    assertEquals("''", ReportOption.quoted(""));
  }

  private CommandRun calibrate(Path page, String algorithm) {
    return CommandRun.of(
        "calibrate",
        "src/demo/fashion_resnet.onnx",
        "--engine",
        "cpu",
        "--algorithm",
        algorithm,
        "--images",
        "src/demo/images",
        "--mean",
        "0.2860",
        "--std",
        "0.3530",
        "--max-images",
        "64",
        "--cache",
        folder.resolve("demo.cache").toString(),
        "--report",
        page.toString());
  }

  /** What the page draws its first section of this type from. */
  static Optional<JsonObject> section(String html, String type) {
    Matcher matcher = DATA.matcher(html);
    assertTrue(matcher.find());
    for (JsonElement part :
        JsonParser.parseString(matcher.group(1)).getAsJsonObject().getAsJsonArray("sections")) {
      if (part.getAsJsonObject().get("type").getAsString().equals(type)) {
        return Optional.of(part.getAsJsonObject());
      }
    }
    return Optional.empty();
  }

  /** The page that a command writes, which loads nothing from elsewhere. */
  private static String written(Path page, String... arguments) throws IOException {
    CommandRun run = CommandRun.of(arguments);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("wrote " + page), run.out());
    String html = Files.readString(page);
    assertFalse(LOADS.matcher(html).find(), "nothing is loaded from elsewhere");
    return html;
  }
}
