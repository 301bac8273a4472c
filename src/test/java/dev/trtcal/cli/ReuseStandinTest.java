package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.tensorrt.Standin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache made without a GPU goes to the machine that has one; the images need not. */
class ReuseStandinTest {
  @TempDir Path folder;
  private Standin standin;
  private Path cache;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    cache = folder.resolve("model.cache");
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private CommandRun calibrate(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("calibrate", CalibrateCommandTest.MODEL, "--cache", cache.toString()));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun build(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--engine", "tensorrt", "--reuse-cache", "--output"));
    arguments.add(folder.resolve("model.plan").toString());
    arguments.addAll(Arrays.asList(more));
    return calibrate(arguments.toArray(String[]::new));
  }

  @Test
  void buildsFromACacheWithoutNamingData() throws IOException {
    CommandRun made =
        calibrate("--engine", "cpu", "--images", "src/demo/images", "--max-images", "32");
    assertEquals(ExitCode.DONE, made.exitCode(), made.err());
    byte[] bytes = Files.readAllBytes(cache);

    CommandRun built = build("--shapes", "1x1x28x28,8x1x28x28,8x1x28x28");

    assertEquals(ExitCode.DONE, built.exitCode(), built.err());
    assertTrue(built.out().contains("used " + cache), built.out());
    assertEquals(0, standin.count("batches"));
    assertTrue(Files.exists(folder.resolve("model.plan")));
    assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(cache)));
  }

  @Test
  void saysWhyACacheIsRefusedWhereThereAreNoDataToCalibrateAnew() throws IOException {
    String text = "TRT-100600-MinMaxCalibration\ninput: 3bd15670\n";
    Files.writeString(cache, text);

    CommandRun built = build();

    assertEquals(ExitCode.FAILED, built.exitCode(), built.out());
    assertTrue(built.err().contains("another calibrator's"), built.err());
    assertTrue(built.err().contains("there are no data to calibrate anew with"), built.err());
    assertEquals(text, Files.readString(cache));
  }

  @Test
  void saysThatThereIsNeitherCacheNorData() {
    CommandRun built = build();
    assertEquals(ExitCode.FAILED, built.exitCode(), built.out());
    assertTrue(built.err().contains("neither --images nor --tensors is given"), built.err());
  }
}
