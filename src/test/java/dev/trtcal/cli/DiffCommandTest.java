package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffCommandTest {
  @TempDir Path folder;

  @Test
  void answersZeroForEqualCaches() throws IOException {
    CommandRun run = diff("x: 3c010204\n", "x: 3c010204\n");

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("0 of 1 tensors differ"), run.out());
  }

  @Test
  void answersFourBeyondTheToleranceAndZeroWithinIt() throws IOException {
    String first = "x: 3f800000\ny: 3f800000\n";
    String second = "x: 3f800000\ny: 3f8ccccd\n";

    CommandRun apart = diff(first, second);
    assertEquals(ExitCode.CHECK, apart.exitCode());
    assertTrue(apart.out().contains("1 of 2 tensors differ by more than 1.0E-5"), apart.out());
    String table = apart.out().substring(apart.out().indexOf("relative"));
    assertTrue(table.indexOf("  y ") < table.indexOf("  x "), "the worst first: " + table);

    assertEquals(ExitCode.DONE, diff(first, second, "--tolerance", "0.11").exitCode());
  }

  @Test
  void answersFourWhenNamesDiffer() throws IOException {
    CommandRun run = diff("x: 3f800000\ny: 1\n", "x: 3f800000\n", "--tolerance", "1000");

    assertEquals(ExitCode.CHECK, run.exitCode());
    assertTrue(run.out().contains("only in the first: y"), run.out());
  }

  @Test
  void printsOneJsonObject() throws IOException {
    CommandRun run =
        diff("a: 3f800000\nb: 3f800000\nc: 1\n", "b: 40000000\na: 7f800000\nd: 1\n", "--json");

    assertEquals(ExitCode.CHECK, run.exitCode());
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("c", root.getAsJsonArray("onlyInFirst").get(0).getAsString());
    assertEquals("d", root.getAsJsonArray("onlyInSecond").get(0).getAsString());
    assertEquals("Infinity", root.get("worst").getAsString());
    JsonObject a = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertEquals("a", a.get("name").getAsString());
    assertEquals(1f, a.get("first").getAsFloat());
    assertEquals("Infinity", a.get("second").getAsString());
    JsonObject b = root.getAsJsonArray("tensors").get(1).getAsJsonObject();
    assertEquals(1.0, b.get("relative").getAsDouble());
  }

  @Test
  void comparesInBinsWithTheSidecarsThatCalibrationWrites() throws IOException {
    Path first = calibrated("first.cache", "8");
    Path second = calibrated("second.cache", "16");

    CommandRun relative = CommandRun.of("diff", first.toString(), second.toString(), "--json");
    assertEquals(ExitCode.CHECK, relative.exitCode(), relative.err());
    JsonObject worst =
        JsonParser.parseString(relative.out())
            .getAsJsonObject()
            .getAsJsonArray("tensors")
            .get(0)
            .getAsJsonObject();
    double bins = worst.get("bins").getAsDouble();
    assertTrue(bins > 0.5 && bins < 4096, "bins " + bins);
    assertEquals(
        ExitCode.DONE,
        CommandRun.of("diff", first.toString(), second.toString(), "--tolerance", "4096bins")
            .exitCode());
    CommandRun half =
        CommandRun.of("diff", first.toString(), second.toString(), "--tolerance", "0.5bins");
    assertEquals(ExitCode.CHECK, half.exitCode());
    assertTrue(half.out().contains("differ by more than 0.5 bins"), half.out());
  }

  private Path calibrated(String name, String images) {
    Path cache = folder.resolve(name);
    CommandRun run =
        CommandRun.of(
            "calibrate",
            "src/test/resources/golden/families/squeezenet/model.onnx",
            "--tensors",
            "src/test/resources/golden/families/data/img64.npy",
            "--algorithm",
            "entropy",
            "--engine",
            "cpu",
            "--max-images",
            images,
            "--cache",
            cache.toString());
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    return cache;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "NaN", "many", "bins", "-1bins"})
  void refusesWhatIsNoTolerance(String tolerance) throws IOException {
    CommandRun run = diff("x: 1\n", "x: 1\n", "--tolerance", tolerance);

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertEquals(1, run.err().lines().count());
  }

  private CommandRun diff(String first, String second, String... options) throws IOException {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "diff";
    arguments[1] = write("first.cache", first);
    arguments[2] = write("second.cache", second);
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.of(arguments);
  }

  private String write(String name, String lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "TRT-100600-MinMaxCalibration\n" + lines);
    return file.toString();
  }
}
