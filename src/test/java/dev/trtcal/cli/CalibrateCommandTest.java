package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job from the command line, on the demo, without a GPU. */
class CalibrateCommandTest {
  static final String MODEL = "src/demo/fashion_resnet.onnx";
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  @Test
  void writesTheDemosCacheAndSaysWhatItDid() throws IOException {
    Path cache = folder.resolve("demo.cache");

    CommandRun run = images("--cache", cache.toString());

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(Files.readString(cache).startsWith("TRT-100600-EntropyCalibration2\ninput: "));
    for (String told :
        new String[] {
          "512 samples in 16 batches of 32; 0 skipped, 0 left over",
          "/stem/stem.0/Conv_output_0",
          "look at: input: ",
          "wrote " + cache,
          "next: "
        }) {
      assertTrue(run.out().contains(told), told + " in " + run.out());
    }
  }

  @Test
  void printsOneJsonObjectWithTheStableFields() throws IOException {
    Path cache = folder.resolve("demo.cache");

    CommandRun run = images("--algorithm", "minmax", "--cache", cache.toString(), "--json");

    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("minmax", root.get("algorithm").getAsString());
    assertEquals(cache.toString(), root.get("cache").getAsString());
    assertEquals(512, root.get("images").getAsInt());
    assertEquals(0, root.getAsJsonArray("skipped").size());
    JsonObject input = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertEquals("input", input.get("name").getAsString());
    assertEquals(input.get("scale").getAsFloat() * 127, input.get("threshold").getAsFloat(), 1e-6f);
    assertEquals(0.0, input.get("clipRatio").getAsDouble());
    assertTrue(root.get("seconds").getAsDouble() > 0);
    assertTrue(root.get("engine").getAsString().contains("ONNX Runtime"));
  }

  @Test
  void leavesNoOlderCachesSidecarBesideANewCache() throws IOException {
    Path cache = folder.resolve("demo.cache");
    Path beside = folder.resolve("demo.cache.json");
    String[] quick = {"--algorithm", "minmax", "--max-images", "32", "--cache", cache.toString()};
    images(quick);
    assertTrue(Files.exists(beside));
    CommandRun run = images(with(quick, "--no-sidecar"));
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(Files.notExists(beside), "it was of the older cache");

    Path elsewhere = folder.resolve("elsewhere.json");
    images(quick);
    images(with(quick, "--sidecar", elsewhere.toString()));
    assertTrue(Files.exists(elsewhere));
    assertTrue(Files.notExists(beside));

    Files.writeString(beside, "{\"mine\": true}");
    images(with(quick, "--no-sidecar"));
    assertEquals("{\"mine\": true}", Files.readString(beside), "what is no sidecar stays");
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void calibratesByPercentileOnTheRangeOfTheWholeSet() throws IOException {
    Path cache = folder.resolve("demo.cache");

    CommandRun run =
        images(
            "--algorithm",
            "percentile",
            "--percentile",
            "99.9",
            "--range",
            "whole-set",
            "--cache",
            cache.toString(),
            "--json");

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(Files.readString(cache).startsWith("TRT-100600-MinMaxCalibration\ninput: "));
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("percentile", root.get("algorithm").getAsString());
    JsonObject input = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertTrue(input.get("bin").getAsInt() > 0);
    assertTrue(root.get("notes").toString().contains("percentile 99.9 is no calibrator"));
  }

  @Test
  void refusesAPercentileForAnotherAlgorithm() {
    CommandRun run = images("--algorithm", "mse", "--percentile", "99");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--percentile belongs to"), run.err());
  }

  @Test
  void refusesWhatTensorRtCannotCompute() {
    CommandRun run =
        CommandRun.of(
            "calibrate",
            MODEL,
            "--engine",
            "tensorrt",
            "--algorithm",
            "mse",
            "--tensors",
            GOLDEN.resolve("fashion_data/calib512.npy").toString(),
            "--cache",
            folder.resolve("demo.cache").toString());
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("TensorRT has no calibrator for mse"), run.err());
  }

  @Test
  void imagesAndTheTensorMadeOfThemGiveTheSameCache() throws IOException {
    Path fromImages = folder.resolve("images.cache");
    Path fromTensors = folder.resolve("tensors.cache");

    images("--cache", fromImages.toString());
    CommandRun run =
        CommandRun.of(
            "calibrate",
            MODEL,
            "--engine",
            "cpu",
            "--tensors",
            GOLDEN.resolve("fashion_data/calib512.npy").toString(),
            "--cache",
            fromTensors.toString());

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertArrayEquals(Files.readAllBytes(fromImages), Files.readAllBytes(fromTensors));
  }

  @Test
  void theNumberOfThreadsDoesNotChangeAByte() throws IOException {
    Path one = folder.resolve("one.cache");
    Path two = folder.resolve("two.cache");

    images("--threads", "1", "--cache", one.toString());
    images("--threads", "2", "--cache", two.toString());

    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void replacesAnOlderCache() throws IOException {
    Path cache = Files.writeString(folder.resolve("demo.cache"), "old");

    images("--cache", cache.toString(), "--max-images", "64");

    assertTrue(Files.readString(cache).startsWith("TRT-"));
  }

  @Test
  void skipsAnUnreadableImageAndListsIt() throws IOException {
    Path set = Files.createDirectory(folder.resolve("set"));
    for (int i = 0; i < 64; i++) {
      String name = String.format("%05d.png", i);
      Files.copy(Path.of("src/demo/images", name), set.resolve(name));
    }
    Files.writeString(set.resolve("broken.png"), "no picture");

    CommandRun run =
        CommandRun.of(
            "calibrate",
            MODEL,
            "--engine",
            "cpu",
            "--images",
            set.toString(),
            "--cache",
            folder.resolve("c").toString());

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("64 samples in 2 batches of 32; 1 skipped"), run.out());
    assertTrue(
        run.out()
            .lines()
            .anyMatch(line -> line.startsWith("skipped: ") && line.contains("broken.png")),
        run.out());
  }

  private static CommandRun images(String... more) {
    String[] base = {
      "calibrate",
      MODEL,
      "--engine",
      "cpu",
      "--images",
      "src/demo/images",
      "--mean",
      "0.2860",
      "--std",
      "0.3530"
    };
    String[] all = new String[base.length + more.length];
    System.arraycopy(base, 0, all, 0, base.length);
    System.arraycopy(more, 0, all, base.length, more.length);
    return CommandRun.of(all);
  }
}
