package dev.trtcal.reliability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.JavaChild;
import dev.trtcal.cli.CommandRun;
import dev.trtcal.cli.Main;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.tensorrt.Standin;
import dev.trtcal.tensorrt.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A calibrate that is killed leaves each of its outputs as it was or whole, and what else it leaves
 * the next run deletes.
 */
class KilledCalibrateStandinTest {
  private static final int KILLS = Integer.getInteger("trtcal.kills", 4);
  private static final String TENSORS = "src/test/resources/golden/fashion_data/calib512.npy";
  private static final String MODEL = "src/demo/fashion_resnet.onnx";

  @TempDir private Path folder;
  private Path out;
  private Path temporary;
  private String temporaryBefore;
  private Standin standin;
  private int halfWritten;

  @BeforeEach
  void prepare() throws IOException {
    standin = Standin.use();
    standin.set("trace", 0);
    out = Files.createDirectory(folder.resolve("out"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    temporaryBefore = System.setProperty("java.io.tmpdir", temporary.toString());
  }

  @AfterEach
  void givesEverythingBack() {
    System.setProperty("java.io.tmpdir", temporaryBefore);
    standin.leave();
  }

  @Test
  void leavesTheOldOrTheNewOnTensorRt() throws Exception {
    Path model = TestModels.save(folder, TestModels.oneInput(2));
    float[] ones = new float[4 * 3 * 4];
    Arrays.fill(ones, 1f);
    Path data = Files.write(folder.resolve("x.npy"), NpyBytes.float32("(4, 3, 4)", ones));
    killAtRandom(
        List.of("calibrate", model.toString(), "--tensors", data.toString()),
        List.of("--engine", "tensorrt", "--output", out.resolve("x.plan").toString()));
  }

  @Test
  void leavesTheOldOrTheNewOnTheCpu() throws Exception {
    killAtRandom(
        List.of("calibrate", MODEL, "--tensors", TENSORS),
        List.of("--engine", "cpu", "--max-images", "32", "--batch", "16"));
  }

  private void killAtRandom(List<String> what, List<String> how) throws Exception {
    String[] minmax = arguments(what, how, "minmax");
    String[] entropy = arguments(what, how, "entropy2");
    Map<String, byte[]> before = outputsOf(minmax);
    long start = System.nanoTime();
    JavaChild.Ended whole = child().run(entropy);
    long nanos = System.nanoTime() - start;
    assertEquals(0, whole.exitCode(), whole.output());
    Map<String, byte[]> after = read(out);
    assertEquals(before.keySet(), after.keySet());
    Random random = new Random(KILLS);
    for (int i = 0; i < KILLS; i++) {
      outputsOf(minmax);
      Process running = child().start(entropy);
      if (i % 2 == 0) {
        running.waitFor((long) (random.nextDouble() * nanos), TimeUnit.NANOSECONDS);
      } else {
        untilATemporaryFile(running);
      }
      running.destroyForcibly().waitFor();
      read(out).forEach((name, bytes) -> assertOldOrNew(name, bytes, before, after));
      outputsOf(entropy);
      assertEquals(List.of(), List.copyOf(read(temporary).keySet()));
    }
    System.out.println(KILLS + " kills, " + halfWritten + " of them with a file half-written");
    assertTrue(halfWritten > 0, "no kill came while a file was being written");
  }

  private void assertOldOrNew(
      String name, byte[] bytes, Map<String, byte[]> before, Map<String, byte[]> after) {
    if (name.endsWith(".tmp")) {
      halfWritten++;
      return;
    }
    if (!Arrays.equals(before.get(name), bytes)) {
      assertArrayEquals(after.get(name), bytes, name);
    }
  }

  private JavaChild child() {
    return JavaChild.of(Main.class)
        .with("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary)
        .with(Standin.options());
  }

  private String[] arguments(List<String> what, List<String> how, String algorithm) {
    return Stream.of(
            what,
            how,
            List.of("--algorithm", algorithm, "--cache", out.resolve("x.cache").toString()))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  /** Runs it here to its end; nothing but the outputs may be there then. */
  private Map<String, byte[]> outputsOf(String[] arguments) throws IOException {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.exitCode(), run.err());
    Map<String, byte[]> outputs = read(out);
    assertTrue(
        outputs.keySet().stream().allMatch(name -> name.startsWith("x.")),
        () -> "left behind: " + outputs.keySet());
    return outputs;
  }

  private static Map<String, byte[]> read(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        files.put(
            file.getFileName().toString(),
            Files.isDirectory(file) ? new byte[0] : Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void untilATemporaryFile(Process running) throws IOException {
    while (running.isAlive()) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.anyMatch(file -> file.toString().endsWith(".tmp"))) {
          return;
        }
      }
    }
  }
}
