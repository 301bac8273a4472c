package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.onnx.MixedModel;
import dev.trtcal.onnx.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and tensors on the command line, for a network that takes both. */
class SeveralInputsCommandTest {
  @TempDir Path folder;

  private CommandRun calibrate(Path model, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("calibrate", model.toString(), "--engine", "cpu", "--batch", "16"));
    arguments.addAll(List.of("--cache", folder.resolve("model.cache").toString()));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void feedsImagesToTheInputThatNoTensorsName() throws IOException {
    MixedModel mixed = new MixedModel(ElementType.INT64);
    Path model = mixed.write(folder);
    Path ids = new MixedModel(ElementType.INT32).data(folder).get("other");

    CommandRun run =
        calibrate(
            model,
            "--images",
            "src/demo/images",
            "--max-images",
            "64",
            "--tensors",
            "other=" + ids);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("64 samples in 4 batches of 16"), run.out());
    assertTrue(
        run.out().contains("holds int32, the network takes int64: each value is converted"),
        run.out());
    CalibrationCache cache = CalibrationCache.parse(folder.resolve("model.cache"));
    assertEquals("image", cache.entries().get(0).name());
    assertTrue(cache.entries().get(0).threshold() <= 1, "pixels become 0 to 1");
    assertTrue(Files.readString(folder.resolve("model.cache.json")).contains("images"));
  }

  @Test
  void saysWhichInputsAreToBeNamed() throws IOException {
    Path model = new MixedModel(ElementType.INT64).write(folder);
    String ids = "" + new MixedModel(ElementType.INT64).data(folder).get("other");
    for (String wrong : new String[] {"words=" + ids, ids}) {
      CommandRun run = calibrate(model, "--images", "src/demo/images", "--tensors", wrong);
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("other"), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
    CommandRun borne =
        calibrate(
            model, "--images", "src/demo/images", "--tensors", "other=" + ids, "--max-bad", "3");
    assertEquals(ExitCode.USAGE, borne.exitCode());
    CommandRun more = calibrate(model, "--images", "src/demo/images", "--tensors", "other=" + ids);
    assertEquals(ExitCode.FAILED, more.exitCode());
    assertTrue(more.err().contains("has 64 samples, but image has 512"), more.err());
  }

  @Test
  void feedsInputsWithoutABatchAxisOneSampleAtATime() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", -1, 4)
            .input("rate")
            .input("state", 2, 1, 4)
            .node("Mul", "/mul", List.of("x", "rate"), List.of("scaled"))
            .node("Add", "/add", List.of("scaled", "state"), List.of("y"))
            .output("y")
            .write(folder);
    Path x = npy("x.npy", "(3, 4)", 12);
    Path rate = npy("rate.npy", "(3,)", 3);
    Path state = npy("state.npy", "(3, 2, 1, 4)", 24);

    CommandRun run =
        CommandRun.of(
            "calibrate",
            model.toString(),
            "--engine",
            "cpu",
            "--algorithm",
            "minmax",
            "--cache",
            folder.resolve("model.cache").toString(),
            "--tensors",
            "x=" + x,
            "--tensors",
            "rate=" + rate,
            "--tensors",
            "state=" + state);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("3 samples in 3 batches of 1"), run.out());
    assertTrue(run.out().contains("as a whole, 2x1x4, for 3 runs"), run.out());
    Map<String, Float> thresholds =
        CalibrationCache.parse(folder.resolve("model.cache")).entries().stream()
            .collect(Collectors.toMap(TensorRange::name, TensorRange::threshold));
    assertEquals(2f, thresholds.get("rate"), 1e-6f);
    assertEquals(22f, thresholds.get("scaled"), 1e-5f, "11 times 2, of the last sample");
    assertEquals(45f, thresholds.get("y"), 1e-5f, "22 and 23");
    CommandRun check =
        CommandRun.of(
            "check", folder.resolve("model.cache").toString(), "--model", model.toString());
    assertEquals(ExitCode.DONE, check.exitCode(), check.out() + check.err());
  }

  /** Counts from 0. */
  private Path npy(String name, String shape, int values) throws IOException {
    float[] counting = new float[values];
    for (int i = 0; i < values; i++) {
      counting[i] = i;
    }
    return Files.write(folder.resolve(name), NpyBytes.float32(shape, counting));
  }

  @Test
  void tellsOfAShapeThatTheNetworkDoesNotTakeBeforeAnythingRuns() throws IOException {
    Path model = new MixedModel(ElementType.INT64).write(folder);
    String ids = "" + new MixedModel(ElementType.INT64).data(folder).get("other");
    CommandRun run =
        calibrate(
            model,
            "--images",
            "src/demo/images",
            "--max-images",
            "64",
            "--tensors",
            "other=" + ids,
            "--shapes",
            "other:1x5,8x5,16x5");
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains("the network's input is other int64[?x4]"), run.err());
  }
}
