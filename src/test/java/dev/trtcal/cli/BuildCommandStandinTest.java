package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.JavaChild;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.tensorrt.Standin;
import dev.trtcal.tensorrt.TestModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Building by the command: its options, what it leaves, and how it is ended. */
class BuildCommandStandinTest {
  @TempDir private Path folder;
  private Standin standin;
  private Path cache;
  private Path plan;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    cache = folder.resolve("out.cache");
    plan = folder.resolve("out.plan");
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private String[] calibrate(String... more) throws IOException {
    Path data = folder.resolve("x.npy");
    Files.write(data, NpyBytes.float32("(6, 3, 4)", new float[6 * 3 * 4]));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "calibrate",
                TestModels.save(folder, TestModels.oneInput(2)).toString(),
                "--tensors",
                data.toString(),
                "--engine",
                "tensorrt",
                "--algorithm",
                "minmax",
                "--cache",
                cache.toString(),
                "--output",
                plan.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static CommandRun done(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    return run;
  }

  private Set<String> written() throws IOException {
    try (var files = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("out") || name.startsWith("."))
          .forEach(names::add);
      return names;
    }
  }

  @Test
  void showsWhatAPlanWasMadeOf() throws IOException {
    done(calibrate("--fp16", "--hardware-compatible", "--keep-fp32", "first", "--workspace", "1M"));
    CommandRun text = done("inspect", plan.toString());
    assertTrue(text.out().contains("in FP32    first"), text.out());
    assertTrue(
        text.out().contains("options    fp16, hardware-compatible ampere-plus, workspace 1048576"),
        text.out());
    JsonObject json =
        JsonParser.parseString(done("inspect", plan.toString(), "--json").out()).getAsJsonObject();
    assertEquals("10.6.0", json.getAsJsonObject("built").get("tensorRt").getAsString());
    assertTrue(json.getAsJsonObject("built").get("matches").getAsBoolean());
    assertEquals(1, json.getAsJsonArray("layers").size());
  }

  @Test
  void showsItWithoutAGpuToo() throws IOException {
    done(calibrate());
    standin.set("driver", 0);
    CommandRun text = done("inspect", plan.toString());
    assertTrue(text.out().contains("TensorRT   10.6.0"), text.out());
    assertTrue(text.out().contains("its layers are not shown: "), text.out());
    Files.delete(folder.resolve("out.plan.json"));
    assertEquals(ExitCode.ENVIRONMENT, CommandRun.of("inspect", plan.toString()).exitCode());
  }

  @Test
  void knowsTheSidecarOfAnotherPlan() throws IOException {
    done(calibrate());
    Files.write(plan, new byte[] {0, 1, 2});
    standin.set("driver", 0);
    CommandRun run = done("inspect", plan.toString());
    assertTrue(run.out().contains("is the sidecar of another plan"), run.out());
  }

  @Test
  void takesTheLayersThatTuneNames() throws IOException {
    Path tuned = Files.writeString(folder.resolve("tuned.json"), "{\"keepFp32\": [\"second\"]}");
    CommandRun run = done(calibrate("--keep-fp32", "@" + tuned));
    assertTrue(run.out().contains("note: kept in FP32: second"), run.out());
    CommandRun wrong = CommandRun.of(calibrate("--keep-fp32", "third"));
    assertEquals(ExitCode.USAGE, wrong.exitCode(), wrong.err());
    assertTrue(wrong.err().contains("'third' names no layer"), wrong.err());
  }

  @Test
  void waitsForAnotherProcessThatWritesTheTimingCache() throws Exception {
    Path timings = folder.resolve("timings");
    Path lock = folder.resolve("timings.lock");
    Process process = null;
    try (FileChannel held =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock locked = held.lock();
      process =
          JavaChild.of(SlowBuild.class)
              .with("--enable-native-access=ALL-UNNAMED")
              .with(Standin.options())
              .with("-Dtrtcal.test.knob=engine_ms=0")
              .start(calibrate("--timing-cache", timings.toString()));
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      while (line != null && !line.contains("waiting for ")) {
        line = output.readLine();
      }
      assertNotNull(line, "it says that it waits");
      assertTrue(line.contains(lock + ", which another process holds"), line);
      assertTrue(process.isAlive());
      assertTrue(Files.notExists(timings), "it has written nothing yet");
      locked.release();
      String said = output.lines().collect(Collectors.joining("\n"));
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(ExitCode.DONE, process.exitValue(), said);
      assertTrue(Files.exists(timings));
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  /** In the middle of a step of a minute: of the batches, the search, the engine. */
  @ParameterizedTest
  @CsvSource({
    "batch_ms=60000, 1 of 3, '',",
    "search_ms=60000, 3 of 3, '',",
    "engine_ms=900000, building the engine, 'out.cache out.cache.json', is whole and stays"
  })
  void ctrlCEndsItAtOnceAndKeepsWhatIsWhole(String knob, String when, String left, String says)
      throws Exception {
    Process process =
        JavaChild.of(SlowBuild.class)
            .with("--enable-native-access=ALL-UNNAMED")
            .with(Standin.options())
            .with("-Dtrtcal.test.knob=" + knob)
            .start(calibrate());
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.contains(when)) {
        line = output.readLine();
      }
      assertNotNull(line, "it came to " + when);
      Thread.sleep(100);
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      long asked = System.nanoTime();
      String said = output.lines().collect(Collectors.joining("\n"));
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertTrue(System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(45), "not after the step");
      assertEquals(130, process.exitValue(), said);
      assertTrue(said.contains("error: interrupted: "), said);
      assertTrue(says == null || said.contains(says), said);
      assertEquals(left, String.join(" ", written()));
    } finally {
      process.destroyForcibly();
    }
  }
}
