package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  void tellsHowFarDataHaveMovedSinceStatisticsWereKept() throws IOException {
    Path june = temp.resolve("june.json");
    CommandRun kept = audit("--reference", "src/demo/images", "--save-statistics", june.toString());
    assertTrue(kept.out().contains("wrote " + june), kept.out());
    assertInputIsKept(june);
    JsonObject same = drift(audit("--drift-since", june.toString(), "--json"));
    assertEquals(0, same.get("value").getAsDouble());
    assertEquals("good", same.get("verdict").getAsString());
    assertTrue(same.get("evidence").getAsString().contains("moved by 0.0 %"), same.toString());
    Path dark = Files.createDirectories(temp.resolve("dark"));
    try (Stream<Path> images = Files.list(Path.of("src/demo/images"))) {
      for (Path image : images.filter(file -> file.toString().endsWith(".png")).toList()) {
        darken(image, dark.resolve(image.getFileName()));
      }
    }
    JsonObject moved =
        drift(audit("--reference", dark.toString(), "--drift-since", june.toString(), "--json"));
    assertEquals("doubtful", moved.get("verdict").getAsString(), moved.toString());
  }

  /** 512 images of 28x28 pixels from 0 to 1, less the mean of 0.286. */
  private static void assertInputIsKept(Path statistics) throws IOException {
    JsonObject root = JsonParser.parseString(Files.readString(statistics)).getAsJsonObject();
    JsonObject input = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertEquals("input", input.get("name").getAsString());
    assertEquals(512 * 28 * 28, input.get("values").getAsLong());
    assertEquals(-0.286f, input.get("min").getAsFloat());
    assertEquals(0.714f, input.get("max").getAsFloat());
  }

  @Test
  void refusesStatisticsOfOtherThingsInOneLine() throws IOException {
    Path june = temp.resolve("june.json");
    audit("--max-images", "8", "--save-statistics", june.toString());
    String text = Files.readString(june);
    assertDriftRefused(
        "is of another preprocessing", "--drift-since", june.toString(), "--std", "0.5");
    write(june, text.replaceFirst("\"version\": 1", "\"version\": 2"));
    assertDriftRefused("is of version 2", "--drift-since", june.toString());
    write(june, text.replaceFirst("\"model\": \"..", "\"model\": \"zz"));
    assertDriftRefused("is of another network", "--drift-since", june.toString());
    write(june, text.replaceFirst("\"counts\": \"eJ", "\"counts\": \"zz"));
    assertDriftRefused("cannot be read as statistics", "--drift-since", june.toString());
    write(june, text.replaceFirst("\"name\": \"logits\"", "\"name\": \"other\""));
    assertDriftRefused("do not know logits", "--drift-since", june.toString());
    write(june, text.substring(0, text.length() / 2));
    assertDriftRefused("cannot be read as statistics", "--drift-since", june.toString());
    write(june, "[]");
    assertDriftRefused("cannot be read as statistics", "--drift-since", june.toString());
    assertDriftRefused("cannot be read as statistics", "--drift-since", temp + "/none.json");
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static void assertDriftRefused(String word, String... more) {
    CommandRun run = run(more);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.out());
    assertTrue(run.err().contains(word), run.err());
    long lines = run.err().lines().filter(line -> line.startsWith("error: ")).count();
    assertEquals(1, lines, run.err());
  }

  private static CommandRun audit(String... more) {
    CommandRun run = run(more);
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    return run;
  }

  private static CommandRun run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "audit", "--model", "src/demo/fashion_resnet.onnx", "--images", "src/demo/images"));
    arguments.addAll(List.of("--mean", "0.2860"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonObject drift(CommandRun run) {
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertTrue(root.get("notes").toString().contains("only statistics are left"), run.out());
    for (JsonElement verdict : root.getAsJsonArray("verdicts")) {
      if (verdict.getAsJsonObject().get("question").getAsString().equals("drift")) {
        return verdict.getAsJsonObject();
      }
    }
    throw new AssertionError(run.out());
  }

  private static void darken(Path from, Path to) throws IOException {
    BufferedImage picture = ImageIO.read(from.toFile());
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int[] pixel = picture.getRaster().getPixel(x, y, (int[]) null);
        Arrays.setAll(pixel, i -> pixel[i] / 4);
        picture.getRaster().setPixel(x, y, pixel);
      }
    }
    ImageIO.write(picture, "png", to.toFile());
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
