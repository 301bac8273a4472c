package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.JavaChild;
import dev.trtcal.cache.CalibrationCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}, {@code evaluate} and {@code tune} on the reference network. */
class AnalysisCommandsTest {
  private static final String GOLDEN = "src/test/resources/golden/";
  private static final String MODEL = GOLDEN + "fashion_resnet/model_batch32.onnx";
  private static final String ENTROPY2 = GOLDEN + "fashion_resnet/entropy2.cache";
  private static final String DATA = GOLDEN + "fashion_data/calib512.npy";

  @TempDir private Path folder;

  private static CommandRun run(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(command, MODEL, "--tensors", DATA, "--max-images", "64"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonObject json(CommandRun run) {
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static void refused(int exitCode, String words, CommandRun run) {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertTrue(run.err().contains("error: "), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals("", run.out());
  }

  private String labels(int classes) throws IOException {
    List<String> lines =
        Stream.iterate(0, i -> i + 1).limit(64).map(i -> String.valueOf(i % classes)).toList();
    return Files.write(folder.resolve("labels.txt"), lines).toString();
  }

  @Test
  void compareTellsTheFirstCauseInWordsAndToPrograms() {
    CommandRun text = run("compare", "--cache", ENTROPY2, "--measure", "3");
    assertEquals(ExitCode.DONE, text.exitCode(), text.err());
    assertTrue(text.out().contains("causes, worst first:\n  input clips 60 % of its range"));
    String table = text.out().substring(text.out().indexOf("  tensor "));
    assertTrue(
        table
            .lines()
            .takeWhile(line -> !line.startsWith("  and "))
            .allMatch(l -> l.length() <= 100),
        table);
    JsonObject root = json(run("compare", "--cache", ENTROPY2, "--measure", "3", "--json"));
    assertEquals(64, root.get("images").getAsInt());
    JsonObject first = root.getAsJsonArray("causes").get(0).getAsJsonObject();
    assertEquals("input", first.get("tensor").getAsString());
    assertEquals("clipped", first.get("kind").getAsString());
    JsonObject tensor = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    for (String field : List.of("name", "sqnrDb", "cosine", "clipRatio", "diagnosis")) {
      assertTrue(tensor.has(field), field);
    }
  }

  @Test
  void compareHoldsTwoCachesAgainstEachOther() {
    String minmax = GOLDEN + "fashion_resnet/minmax.cache";
    JsonObject root =
        json(run("compare", "--cache", ENTROPY2, "--against", minmax, "--measure", "1", "--json"));
    double clipping = root.get("loss").getAsDouble();
    assertTrue(root.getAsJsonObject("against").get("loss").getAsDouble() < clipping / 100);
  }

  @Test
  void compareTellsBadInput() {
    refused(ExitCode.USAGE, "--cache", run("compare"));
    refused(ExitCode.USAGE, "--measure 0", run("compare", "--cache", ENTROPY2, "--measure", "0"));
    refused(ExitCode.USAGE, "threads 0", run("compare", "--cache", ENTROPY2, "--threads", "0"));
    refused(ExitCode.FAILED, "none.cache", run("compare", "--cache", folder + "/none.cache"));
  }

  @Test
  void evaluateCountsWhatIsRight() throws IOException {
    JsonObject unlabelled = json(run("evaluate", "--cache", ENTROPY2, "--json"));
    assertTrue(unlabelled.get("fp32").isJsonNull());
    assertTrue(unlabelled.get("agreement").getAsDouble() < 0.95);
    JsonObject root = json(run("evaluate", "--cache", ENTROPY2, "--labels", labels(10), "--json"));
    assertEquals(64, root.get("images").getAsInt());
    for (String which : List.of("fp32", "int8")) {
      JsonObject accuracy = root.getAsJsonObject(which);
      assertTrue(accuracy.get("top1").getAsDouble() <= accuracy.get("top5").getAsDouble());
    }
    CommandRun text = run("evaluate", "--labels", labels(10));
    assertEquals(ExitCode.DONE, text.exitCode(), text.err());
    assertTrue(text.out().contains("FP32       top-1 0."), text.out());
    assertFalse(text.out().contains("INT8"), text.out());
  }

  @Test
  void evaluateTellsBadLabels() throws IOException {
    refused(ExitCode.FAILED, "has the label 10", run("evaluate", "--labels", labels(11)));
    refused(ExitCode.FAILED, "no such file", run("evaluate", "--labels", folder + "/none.csv"));
    refused(ExitCode.USAGE, "need --images DIR", run("evaluate", "--labels", "folders"));
  }

  @Test
  void tuneWritesACacheASidecarAndAPageAndLeavesNoState() throws IOException {
    Path cache = folder.resolve("tuned.cache");
    Path page = folder.resolve("tuned.html");
    CommandRun run =
        run(
            "tune",
            "--trials",
            "4",
            "--cache",
            cache.toString(),
            "--report",
            page.toString(),
            "--budget",
            "5");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("INT8 holds the budget of 5.0 points"), run.out());
    assertEquals(
        CalibrationCache.parse(Path.of(GOLDEN + "fashion_resnet/minmax.cache")).entries().size(),
        CalibrationCache.parse(cache).entries().size());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("tuned.cache", "tuned.cache.json", "tuned.html"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    String html = Files.readString(page);
    assertTrue(html.contains("Rules against the tuned thresholds"));
    assertTrue(html.contains("trtcal tune " + MODEL), "how to do it again");
    assertTrue(html.contains("SHA-256"));
  }

  @Test
  void aTuneThatIsEndedByCtrlCGoesOnFromItsState() throws Exception {
    Path cache = folder.resolve("tuned.cache");
    String[] arguments = {
      "tune", MODEL, "--tensors", DATA, "--max-images", "64", "--cache", cache.toString()
    };
    Process process =
        JavaChild.of(Main.class).with("--enable-native-access=ALL-UNNAMED").start(arguments);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.matches("choosing thresholds: [1-9]\\d* of .*")) {
        line = output.readLine();
      }
      assertNotNull(line, "it searches");
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      String said = output.lines().collect(Collectors.joining("\n"));
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(130, process.exitValue(), said);
      assertTrue(said.contains("error: the search was interrupted"), said);
    } finally {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("tuned.cache.state"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    long decisions = Files.readAllLines(folder.resolve("tuned.cache.state")).size();
    assertTrue(decisions > 2, "it remembers what it scored");
  }

  @Test
  void keptLayersAreOneALineAndAnEarlierListGoesWhenThereAreNone() throws IOException {
    KeptLayers kept = new KeptLayers(folder.resolve("tuned.cache.keep"));
    kept.write(List.of("/stem/stem.0/Conv", "/fc/Gemm"));
    assertEquals("/stem/stem.0/Conv\n/fc/Gemm\n", Files.readString(kept.file()));
    assertEquals(
        List.of("/stem/stem.0/Conv", "/fc/Gemm"),
        LayerPatterns.read(List.of("@" + kept.file())),
        "as calibrate --keep-fp32 reads it");
    kept.write(List.of());
    assertFalse(Files.exists(kept.file()));
    kept.write(List.of());
  }

  @Test
  void tuneTellsBadInput() throws IOException {
    String cache = folder.resolve("x.cache").toString();
    refused(ExitCode.USAGE, "trials 0", run("tune", "--cache", cache, "--trials", "0"));
    refused(ExitCode.USAGE, "budget -1", run("tune", "--cache", cache, "--budget", "-1"));
    refused(ExitCode.USAGE, "two numbers", run("tune", "--cache", cache, "--input-range", "1"));
    refused(
        ExitCode.USAGE, "the smaller first", run("tune", "--cache", cache, "--input-range", "1,0"));
    Path state = Files.writeString(folder.resolve("x.cache.state"), "of something else\n");
    refused(ExitCode.FAILED, "the state of another search", run("tune", "--cache", cache));
    assertEquals("of something else\n", Files.readString(state));
    assertFalse(Files.exists(Path.of(cache)));
  }
}
