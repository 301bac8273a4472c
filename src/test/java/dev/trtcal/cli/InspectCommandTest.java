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

class InspectCommandTest {
  private static final String CACHE =
      "TRT-100600-EntropyCalibration2\nx: 3c010204\na: b: 0\nbroken: 7f800000\n";

  @TempDir Path folder;

  @Test
  void printsHeaderAndThresholds() throws IOException {
    CommandRun run = CommandRun.of("inspect", write(CACHE).toString());

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("algorithm  entropy2"), run.out());
    assertTrue(run.out().contains("TensorRT   10.6.0"), run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.matches("  x +1 +0\\.007874")), run.out());
  }

  @Test
  void printsOneJsonObjectAndNothingElse() throws IOException {
    CommandRun run = CommandRun.of("inspect", "--json", write(CACHE).toString());

    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("TRT-100600-EntropyCalibration2", root.get("header").getAsString());
    assertEquals("entropy2", root.get("algorithm").getAsString());
    assertEquals("10.6.0", root.get("version").getAsString());
    JsonObject x = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertEquals("x", x.get("name").getAsString());
    assertEquals(1f / 127, x.get("scale").getAsFloat());
    assertEquals(1f, x.get("threshold").getAsFloat(), 1e-7f);
    assertEquals(
        "a: b", root.getAsJsonArray("tensors").get(1).getAsJsonObject().get("name").getAsString());
    assertEquals(
        "Infinity",
        root.getAsJsonArray("tensors").get(2).getAsJsonObject().get("scale").getAsString());
  }

  @Test
  void saysThatTheFileMayBeTruncated() throws IOException {
    CommandRun run =
        CommandRun.of("inspect", write("TRT-100600-MinMaxCalibration\nx: 3c0102").toString());

    assertTrue(run.out().contains("may be truncated"), run.out());
  }

  @Test
  void refusesAMissingFileInOneLine() {
    CommandRun run = CommandRun.of("inspect", folder.resolve("absent.cache").toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count());
    assertTrue(run.err().startsWith("error: ") && run.err().contains("absent.cache"), run.err());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("c.cache"), text);
  }
}
