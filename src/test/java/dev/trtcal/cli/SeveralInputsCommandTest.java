package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.onnx.MixedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
