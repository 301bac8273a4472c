package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  @TempDir private Path temp;

  @Test
  void judgesTheDemosImagesAndSelectsSome() throws IOException {
    Path list = temp.resolve("some.txt");
    CommandRun run =
        CommandRun.of(
            "audit",
            "--model",
            "src/demo/fashion_resnet.onnx",
            "--images",
            "src/demo/images",
            "--mean",
            "0.2860",
            "--std",
            "0.3530",
            "--select",
            "8",
            "--select-to",
            list.toString(),
            "--json");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(8, root.getAsJsonArray("selected").size());
    assertEquals("readable", first(root).get("question").getAsString());
    assertEquals("good", first(root).get("verdict").getAsString());
    long names = Files.readAllLines(list).stream().filter(line -> !line.startsWith("#")).count();
    assertEquals(8, names);
  }

  private static JsonObject first(JsonObject root) {
    return root.getAsJsonArray("verdicts").get(0).getAsJsonObject();
  }

  @Test
  void failsOnRequest() {
    CommandRun run =
        CommandRun.of(
            "audit",
            "--model",
            "src/demo/fashion_resnet.onnx",
            "--images",
            "src/demo/images",
            "--max-images",
            "8",
            "--fail-on",
            "bad");
    assertEquals(ExitCode.CHECK, run.exitCode(), run.err());
    assertTrue(run.out().contains("enough          bad"), run.out());
  }

  @Test
  void refusesToSelectFromTensors() {
    CommandRun run =
        CommandRun.of(
            "audit",
            "--model",
            "src/demo/fashion_resnet.onnx",
            "--tensors",
            "src/test/resources/golden/fashion_data/calib512.npy",
            "--select",
            "8");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--images"), run.err());
  }

  @Test
  void showsWhatTheSetCoversLeast() throws IOException {
    Path sheet = temp.resolve("far.png");
    CommandRun run =
        CommandRun.of(
            "audit",
            "--model",
            "src/demo/fashion_resnet.onnx",
            "--images",
            "src/demo/images",
            "--max-images",
            "24",
            "--reference",
            "src/demo/images",
            "--sheet",
            sheet.toString());
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    BufferedImage picture = ImageIO.read(sheet.toFile());
    // The 16 farthest images of 28x28, four a row.
    assertEquals(4 * (28 + 4) + 4, picture.getWidth());
    assertEquals(4 * (28 + 4) + 4, picture.getHeight());
    assertTrue(run.out().contains("wrote " + sheet), run.out());
  }

  @Test
  void refusesWhatWouldDoNothing() {
    assertRefused("--sheet", "--sheet", "far.png");
    assertRefused("--max-bad", "--max-bad", "3");
    assertRefused("max-images 0", "--max-images", "0");
  }

  private static void assertRefused(String word, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "audit", "--model", "src/demo/fashion_resnet.onnx", "--images", "src/demo/images"));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains(word), run.err());
  }
}
