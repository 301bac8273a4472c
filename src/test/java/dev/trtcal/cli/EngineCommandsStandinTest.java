package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.tensorrt.Standin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} and {@code compare} on engines; the stand-in's compute sums. */
class EngineCommandsStandinTest {
  private static final Path MODEL = Fashion.model("fashion_resnet");
  private static final Path GOLDEN = Fashion.GOLDEN;

  @TempDir private Path folder;
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private static CommandRun run(String command, Path cache, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                MODEL.toString(),
                "--engine",
                "tensorrt",
                "--cache",
                cache.toString(),
                "--tensors",
                GOLDEN.resolve("fashion_data/calib512.npy").toString(),
                "--max-images",
                "80"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonObject json(CommandRun run) {
    assertEquals(0, run.exitCode(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static Path cache(String name) {
    return GOLDEN.resolve("fashion_resnet").resolve(name);
  }

  private static JsonObject tensor(JsonObject compared, String name) {
    for (JsonElement tensor : compared.getAsJsonArray("tensors")) {
      if (tensor.getAsJsonObject().get("name").getAsString().equals(name)) {
        return tensor.getAsJsonObject();
      }
    }
    throw new AssertionError(name + " is not among the tensors");
  }

  /**
   * The stand-in shows inner tensors in a shape of its own, so they cannot be held against FP32's.
   */
  @Test
  void comparesWhatTheEnginesShow() {
    JsonObject compared = json(run("compare", cache("entropy2.cache"), "--json"));
    assertEquals(80, compared.get("images").getAsInt());
    assertTrue(compared.get("engine").getAsString().startsWith("TensorRT 10.6.0 on "));
    assertEquals(10, compared.getAsJsonArray("unseen").size());
    for (JsonElement each : compared.getAsJsonArray("unseen")) {
      String reason = each.getAsJsonObject().get("reason").getAsString();
      assertTrue(reason.matches("the engine shows \\d+ values of it where FP32 has \\d+"), reason);
    }
    JsonObject input = tensor(compared, "input");
    assertTrue(input.get("int8").getAsBoolean());
    assertEquals("clipped", input.get("kind").getAsString());
    assertTrue(input.get("ownSqnrDb").isJsonNull());
    assertTrue(input.get("sqnrDb").getAsDouble() < 20, input.toString());
    assertTrue(tensor(compared, "logits").get("sqnrDb").getAsString().equals("Infinity"));
    assertEquals(2, standin.count("builds"));
  }

  @Test
  void roundsWhereTheEngineShowsATensorBeforeItIsRounded() {
    JsonObject rounded = json(run("compare", cache("minmax.cache"), "--json"));
    standin.set("unrounded_debug", 1);
    JsonObject before = json(run("compare", cache("minmax.cache"), "--json"));
    assertEquals(rounded.getAsJsonArray("tensors"), before.getAsJsonArray("tensors"));
  }

  @Test
  void namesTheTensorsThatCouldNotBeSeen() {
    standin.set("fail_mark_debug", 1);
    CommandRun refused = run("compare", cache("entropy2.cache"));
    assertEquals(0, refused.exitCode(), refused.err());
    assertTrue(
        refused.out().lines().anyMatch(line -> line.matches("not seen: .*does not mark it.*")),
        refused.out());
    standin.set("hide_debug", 1);
    JsonObject compared = json(run("compare", cache("entropy2.cache"), "--json"));
    JsonObject unseen = compared.getAsJsonArray("unseen").get(0).getAsJsonObject();
    assertEquals("the engine never showed it", unseen.get("reason").getAsString());
    String name = unseen.get("tensor").getAsString();
    for (JsonElement tensor : compared.getAsJsonArray("tensors")) {
      assertFalse(tensor.getAsJsonObject().get("name").getAsString().equals(name));
    }
  }

  @Test
  void comparesASecondCacheWithTheSameFp32Engine() {
    JsonObject compared =
        json(
            run(
                "compare",
                cache("entropy2.cache"),
                "--against",
                cache("minmax.cache").toString(),
                "--json"));
    JsonObject other = compared.getAsJsonObject("against");
    assertEquals("clipped", tensor(compared, "input").get("kind").getAsString());
    assertEquals("rounding", tensor(other, "input").get("kind").getAsString());
    assertEquals(3, standin.count("builds"));
  }

  @Test
  void evaluatesEnginesAndTheirLatency() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.writeString(labels, "0\n".repeat(512));
    JsonObject evaluated =
        json(run("evaluate", cache("minmax.cache"), "--labels", labels.toString(), "--json"));
    // All of the stand-in's scores are equal, and the first class is taken.
    assertEquals(1.0, evaluated.getAsJsonObject("fp32").get("top1").getAsDouble());
    assertEquals(1.0, evaluated.getAsJsonObject("int8").get("top1").getAsDouble());
    assertEquals(1.0, evaluated.get("agreement").getAsDouble());
    assertEquals(80, evaluated.get("images").getAsInt());
    JsonObject latency = evaluated.getAsJsonObject("latency");
    assertEquals(32, latency.get("batch").getAsInt());
    assertTrue(latency.getAsJsonObject("int8").get("medianMs").getAsDouble() > 0);
    CommandRun text = run("evaluate", cache("minmax.cache"));
    assertTrue(text.out().contains("times as fast"), text.out() + text.err());
  }

  /** A dynamic batch is run as it comes, the last one smaller; a latency is that of the first. */
  @Test
  void runsADynamicModelInTheBatchesThatCome() {
    JsonObject evaluated =
        json(
            CommandRun.of(
                "evaluate",
                "src/demo/fashion_resnet.onnx",
                "--engine",
                "tensorrt",
                "--cache",
                cache("minmax.cache").toString(),
                "--tensors",
                GOLDEN.resolve("fashion_data/calib512.npy").toString(),
                "--max-images",
                "80",
                "--batch",
                "24",
                "--json"));
    assertEquals(80, evaluated.get("images").getAsInt());
    assertEquals(24, evaluated.getAsJsonObject("latency").get("batch").getAsInt());
    JsonObject compared =
        json(
            CommandRun.of(
                "compare",
                "src/demo/fashion_resnet.onnx",
                "--engine",
                "tensorrt",
                "--cache",
                cache("entropy2.cache").toString(),
                "--tensors",
                GOLDEN.resolve("fashion_data/calib512.npy").toString(),
                "--max-images",
                "40",
                "--json"));
    assertEquals(40, compared.get("images").getAsInt());
    assertEquals("clipped", tensor(compared, "input").get("kind").getAsString());
  }

  @Test
  void evaluatesAPlanThatWasBuiltBefore() {
    Path plan = folder.resolve("int8.plan");
    CommandRun built =
        CommandRun.of(
            "calibrate",
            MODEL.toString(),
            "--engine",
            "tensorrt",
            "--tensors",
            GOLDEN.resolve("fashion_data/calib512.npy").toString(),
            "--cache",
            folder.resolve("a.cache").toString(),
            "--output",
            plan.toString());
    assertEquals(0, built.exitCode(), built.err());
    CommandRun evaluated =
        CommandRun.of(
            "evaluate",
            MODEL.toString(),
            "--engine",
            "tensorrt",
            "--int8-plan",
            plan.toString(),
            "--tensors",
            GOLDEN.resolve("fashion_data/calib512.npy").toString());
    assertEquals(0, evaluated.exitCode(), evaluated.err());
    assertEquals(2, standin.count("builds"));
  }

  @Test
  void refusesACacheOfNoCalibratorAndOneThatTensorRtRefuses() throws IOException {
    Path odd = folder.resolve("odd.cache");
    Files.writeString(odd, "TRT-100600-SomethingElse\ninput: 3c010a14\n");
    assertRefused(run("evaluate", odd), 1, "names no calibrator of TensorRT's");
    standin.set("driver", 0);
    assertRefused(run("evaluate", cache("minmax.cache")), 3, "without --engine tensorrt");
  }

  @Test
  void showsWhatTheEnginesComputeOnAPage() throws IOException {
    Path page = folder.resolve("page.html");
    standin.set("hide_debug", 1);
    CommandRun run = run("compare", cache("entropy2.cache"), "--report", page.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("wrote " + page), run.out());
    String html = Files.readString(page);
    for (String shown :
        List.of(
            "TensorRT 10.6.0 on ",
            "Not seen: ",
            "the engine never showed it",
            "measured by simulation: without --engine tensorrt",
            "--engine tensorrt --cache",
            "SHA-256")) {
      assertTrue(html.contains(shown), shown);
    }
    assertFalse(html.contains("no cause stands out"), "no cause was looked for");
  }

  @Test
  void refusesOptionsThatDoNotGoTogether() {
    assertRefused(
        run("evaluate", cache("minmax.cache"), "--int8-plan", "x.plan"), 2, "give one of them");
    assertRefused(run("compare", cache("minmax.cache"), "--optimization-level", "6"), 2, "0 to 5");
    assertRefused(
        CommandRun.of(
            "evaluate",
            MODEL.toString(),
            "--fp32-plan",
            "x.plan",
            "--tensors",
            GOLDEN.resolve("fashion_data/calib512.npy").toString()),
        2,
        "add --engine tensorrt");
  }

  private static void assertRefused(CommandRun run, int exitCode, String words) {
    assertEquals(exitCode, run.exitCode(), run.out() + run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals(1, run.err().lines().filter(line -> line.startsWith("error: ")).count());
  }
}
