package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.GoldenArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path RESNET = GOLDEN.resolve("fashion_resnet/model_batch32.onnx");
  private static final Path MOBILE = GOLDEN.resolve("fashion_mobile/model_batch32.onnx");
  private static final String TENSOR = "/stem/stem.2/Relu_output_0";

  @TempDir Path folder;
  private String minMax;

  @BeforeEach
  void readAGoodCache() throws IOException {
    minMax = Files.readString(GOLDEN.resolve("fashion_resnet/minmax.cache"));
  }

  @Test
  void raisesNoFalseAlarmOnAnyCacheOfTensorRts() throws IOException {
    Map<String, byte[]> models = GoldenArchive.entries("names.zip");
    List<String> alarms = new ArrayList<>();
    Map<String, byte[]> caches = GoldenArchive.entries("caches.zip");
    for (Map.Entry<String, byte[]> entry : caches.entrySet()) {
      String network = entry.getKey().substring(0, entry.getKey().lastIndexOf('/'));
      Path cache = Files.write(folder.resolve("golden.cache"), entry.getValue());
      Path model = GOLDEN.resolve(network).resolve("model.onnx");
      if (network.startsWith("fashion")) {
        model = GOLDEN.resolve(network).resolve("model_batch32.onnx");
      } else if (!Files.exists(model)) {
        model = Files.write(folder.resolve("model.onnx"), models.get(network + ".onnx"));
      }
      CommandRun run = check(cache, model, "--fail-on", "warning");
      if (run.exitCode() != ExitCode.DONE || !run.out().contains("no problems found in ")) {
        alarms.add(entry.getKey() + ": " + run.out() + run.err());
      }
    }
    assertEquals(List.of(), alarms);
    assertTrue(caches.size() > 75, caches.size() + " caches");
  }

  @Test
  void findsATruncatedCache() throws IOException {
    assertFinds("truncated", null, minMax.substring(0, minMax.length() - 3));
    String[] lines = minMax.split("\n");
    assertFinds("truncated", null, String.join("\n", List.of(lines).subList(0, 20)) + "\n");
    assertFinds("truncated", null, lines[0] + "\n");
  }

  @Test
  void findsALineThatWasRemoved() throws IOException {
    assertFinds("missing", TENSOR, minMax.replaceFirst(TENSOR + ": .*\n", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0,        zero",
    "7f800000, infinite",
    "7fc00000, nan",
    "bf800000, negative",
    "00000001, denormal"
  })
  void findsABadScale(String bits, String kind) throws IOException {
    assertFinds(kind, TENSOR, minMax.replaceFirst(TENSOR + ": .*\n", TENSOR + ": " + bits + "\n"));
  }

  @Test
  void findsAZeroBesideTensorsThatAreRightlyZero() throws IOException {
    Path vit = GOLDEN.resolve("families/vit");
    String text = Files.readString(vit.resolve("minmax.cache"));
    String lost = "/conv_proj/Conv_output_0";
    assertTrue(text.contains(lost + ": "), text);
    Path cache =
        Files.writeString(
            folder.resolve("vit.cache"), text.replaceFirst(lost + ": .*\n", lost + ": 0\n"));

    List<JsonObject> problems = problems(check(cache, vit.resolve("model.onnx"), "--json"));

    assertEquals(1, problems.size(), problems.toString());
    assertEquals("zero", problems.get(0).get("kind").getAsString());
    assertEquals(lost, problems.get(0).get("tensor").getAsString());
  }

  @Test
  void findsAnotherModelsCache() throws IOException {
    CommandRun run = check(write(minMax), MOBILE);

    assertEquals(ExitCode.CHECK, run.exitCode(), run.out());
    assertTrue(run.out().contains("foreign " + TENSOR), run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("missing ")), run.out());
    assertTrue(run.out().contains("more; --json lists them all"), run.out());
  }

  @Test
  void findsAnotherAlgorithmsHeader() throws IOException {
    CommandRun run = check(write(minMax), RESNET, "--algorithm", "entropy2", "--json");

    assertEquals(ExitCode.CHECK, run.exitCode(), run.out());
    assertEquals("algorithm", problems(run).get(0).get("kind").getAsString());
    assertFinds("algorithm", null, minMax.replace("MinMax", "Unheard"));
  }

  @Test
  void findsAnotherVersion() throws IOException {
    assertFinds("version", null, minMax.replace("TRT-100600", "TRT-8601"));
    Path minor = write(minMax.replace("TRT-100600", "TRT-101501"));
    CommandRun warned = check(minor, RESNET);
    assertEquals(ExitCode.DONE, warned.exitCode());
    assertTrue(warned.out().startsWith("warning: version: "), warned.out());
    assertEquals(ExitCode.CHECK, check(minor, RESNET, "--fail-on", "warning").exitCode());
    assertEquals(
        ExitCode.DONE,
        check(minor, RESNET, "--fail-on", "warning", "--tensorrt", "10.15.1").exitCode());
    assertEquals(ExitCode.USAGE, check(minor, RESNET, "--tensorrt", "new").exitCode());
  }

  @Test
  void findsWhatIsNoCacheAtAll() throws IOException {
    assertFinds("line", null, "");
    assertFinds("line", null, "garbage\n");
    assertEquals(
        ExitCode.FAILED, check(folder.resolve("absent.cache"), RESNET).exitCode(), "no result");
  }

  @Test
  void findsAnEditedSidecarAndAnotherRuns() throws IOException {
    Path cache = folder.resolve("demo.cache");
    String[] data = {"--tensors", GOLDEN.resolve("fashion_data/calib512.npy").toString()};
    CommandRun made = calibrate(cache, data);
    assertEquals(ExitCode.DONE, made.exitCode(), made.err());
    Path sidecar = folder.resolve("demo.cache.json");
    CommandRun good = check(cache, RESNET, data[0], data[1], "--max-images", "64");
    assertEquals(ExitCode.DONE, good.exitCode(), good.out());
    assertTrue(good.out().startsWith("no problems found in 27 tensors"), good.out());

    CommandRun more = check(cache, RESNET, data[0], data[1], "--max-images", "96", "--json");
    assertEquals("data", problems(more).get(0).get("kind").getAsString());

    String json = Files.readString(sidecar);
    String scale = json.replaceFirst("(?s).*?\"scale\": ([0-9.E-]+).*", "$1");
    Files.writeString(sidecar, json.replaceFirst(scale, "0.123"));
    List<JsonObject> edited = problems(check(cache, RESNET, "--json"));
    assertEquals(1, edited.size(), edited.toString());
    assertEquals("sidecar", edited.get(0).get("kind").getAsString());
    assertEquals("input", edited.get(0).get("tensor").getAsString());

    Files.writeString(
        sidecar, json.replaceFirst("\"sha256\": \"[0-9a-f]{8}", "\"sha256\": \"00000000"));
    List<JsonObject> model = problems(check(cache, RESNET, "--json"));
    assertEquals(1, model.size(), model.toString());
    assertEquals("model", model.get(0).get("kind").getAsString());

    Files.writeString(sidecar, json.substring(0, json.length() / 2));
    assertEquals(
        "sidecar", problems(check(cache, RESNET, "--json")).get(0).get("kind").getAsString());
  }

  @Test
  void writesTheSameSidecarAgainOrNone() throws IOException {
    String npy = GOLDEN.resolve("fashion_data/calib512.npy").toString();
    Path cache = folder.resolve("one.cache");
    calibrate(cache, "--tensors", npy);
    Path elsewhere = folder.resolve("other.json");
    Path second = folder.resolve("two.cache");
    calibrate(second, "--tensors", npy, "--sidecar", elsewhere.toString());
    assertEquals(Files.readString(folder.resolve("one.cache.json")), Files.readString(elsewhere));
    calibrate(folder.resolve("three.cache"), "--tensors", npy, "--no-sidecar");
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("one.cache", "one.cache.json", "other.json", "three.cache", "two.cache"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    CommandRun both = calibrate(cache, "--tensors", npy, "--no-sidecar", "--sidecar", "x");
    assertEquals(ExitCode.USAGE, both.exitCode());
  }

  @Test
  void letsTheUserSayWhatFails() throws IOException {
    Path bad = write(minMax.replaceFirst(TENSOR + ": .*\n", ""));

    assertEquals(ExitCode.DONE, check(bad, RESNET, "--fail-on", "never").exitCode());
  }

  private void assertFinds(String kind, String tensor, String text) throws IOException {
    Path cache = write(text);
    CommandRun run = check(cache, RESNET, "--json");
    assertEquals(ExitCode.CHECK, run.exitCode(), run.out() + run.err());
    assertTrue(
        problems(run).stream()
            .anyMatch(
                problem ->
                    problem.get("kind").getAsString().equals(kind)
                        && (tensor == null || tensor.equals(problem.get("tensor").getAsString()))),
        run.out());
    CommandRun plain = check(cache, RESNET);
    assertEquals(ExitCode.CHECK, plain.exitCode());
    assertTrue(plain.out().lines().anyMatch(line -> line.startsWith(kind)), plain.out());
  }

  private static CommandRun check(Path cache, Path model, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("check", cache.toString(), "--model", model.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static CommandRun calibrate(Path cache, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "calibrate",
                RESNET.toString(),
                "--engine",
                "cpu",
                "--max-images",
                "64",
                "--cache",
                cache.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static List<JsonObject> problems(CommandRun run) {
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    List<JsonObject> problems = new ArrayList<>();
    for (JsonElement problem : root.getAsJsonArray("problems")) {
      problems.add(problem.getAsJsonObject());
    }
    return problems;
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("c.cache"), text.getBytes(StandardCharsets.UTF_8));
  }
}
