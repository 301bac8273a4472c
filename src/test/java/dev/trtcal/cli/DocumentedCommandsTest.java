package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.readme.DocumentedCommands;
import dev.trtcal.readme.DocumentedCommands.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command line of trtcal's in README and docs does what it is there for: on a small part of
 * the demo's data, with what the documents call {@code model.onnx} or {@code DIR} in its place.
 * Those that need a GPU, Spark, or gigabytes of memory, are read only: that there are such options,
 * and that they go together.
 */
class DocumentedCommandsTest {
  private static final String MODEL = "src/demo/fashion_resnet.onnx";
  private static final int IMAGES = 32;
  private static final List<String> DATA = List.of("--mean", "0.2860", "--std", "0.3530");

  @TempDir static Path folder;
  private static final Map<String, String> STANDS_FOR = new HashMap<>();

  @BeforeAll
  static void makeWhatTheDocumentsSpeakOf() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    try (Stream<Path> all = Files.list(Path.of("src/demo/images"))) {
      for (Path image : all.sorted().limit(IMAGES).toList()) {
        Files.copy(image, images.resolve(image.getFileName()));
      }
    }
    for (String model : List.of(MODEL, "MODEL", "model.onnx", "large.onnx")) {
      STANDS_FOR.put(model, MODEL);
    }
    STANDS_FOR.put("src/demo/images", images.toString());
    STANDS_FOR.put("DIR", images.toString());
    STANDS_FOR.put("N", "8");
    STANDS_FOR.put("CACHE", folder.resolve("model.cache").toString());
    STANDS_FOR.put("F", folder.resolve("F").toString());

    List<String> data = new ArrayList<>(List.of("--images", images.toString()));
    data.addAll(DATA);
    made("tensors", data, "--model", MODEL, "--out", folder.resolve("test.npy").toString());
    Path cache = folder.resolve("model.cache");
    made("calibrate", data, MODEL, "--algorithm", "minmax", "--cache", cache.toString());
    for (String name : List.of("demo", "other", "minmax", "entropy2", "large")) {
      Files.copy(cache, folder.resolve(name + ".cache"));
    }
    for (String name : List.of("calib.npy", "large.npy")) {
      Files.copy(folder.resolve("test.npy"), folder.resolve(name));
    }
    Files.write(folder.resolve("labels.npy"), labels());
  }

  private static void made(String command, List<String> data, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(more));
    words.addAll(data);
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertEquals(ExitCode.DONE, run.exitCode(), run::err);
  }

  /** A class for each image: int64, shape [32]. */
  private static byte[] labels() {
    String header = "{'descr': '<i8', 'fortran_order': False, 'shape': (" + IMAGES + ",), }";
    header += " ".repeat(118 - 1 - header.length()) + "\n";
    ByteBuffer file = ByteBuffer.allocate(128 + IMAGES * 8).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) 118);
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < IMAGES; i++) {
      file.putLong(i % 10);
    }
    return file.array();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    return lines().stream()
        .filter(line -> !needsMore(line))
        .map(line -> DynamicTest.dynamicTest(line.toString(), () -> runs(line)));
  }

  @TestFactory
  Stream<DynamicTest> everyOtherCommandIsUnderstood() throws IOException {
    return lines().stream()
        .filter(DocumentedCommandsTest::needsMore)
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.toString(),
                    () -> {
                      String[] words = words(line);
                      assertDoesNotThrow(() -> Main.commandLine(words).parseArgs(words));
                    }));
  }

  @Test
  void mostCommandsRun() throws IOException {
    List<Line> lines = lines();
    long onlyRead = lines.stream().filter(DocumentedCommandsTest::needsMore).count();
    assertTrue(lines.size() >= 50, lines::toString);
    assertTrue(onlyRead * 3 < lines.size(), onlyRead + " of " + lines.size() + " are only read");
  }

  private static List<Line> lines() throws IOException {
    return DocumentedCommands.startingWith("trtcal ", "./trtcal ");
  }

  private static boolean needsMore(Line line) {
    return Stream.of("--engine tensorrt", ".plan", "bench memory", "--spark ")
        .anyMatch(line.text()::contains);
  }

  private static void runs(Line line) {
    CommandRun run = CommandRun.of(words(line));
    // diff says by its exit code that there is a difference.
    boolean differs = line.text().contains(" diff ") && run.exitCode() == ExitCode.CHECK;
    assertTrue(
        run.exitCode() == ExitCode.DONE || differs,
        () -> line + "\nexit code " + run.exitCode() + "\n" + run.err() + run.out());
  }

  private static String[] words(Line line) {
    List<String> words = new ArrayList<>();
    for (String word : line.text().split(" ")) {
      if (word.equals("…") || word.equals("...") || word.equals("$data")) {
        words.addAll(List.of("--images", STANDS_FOR.get("DIR")));
        words.addAll(DATA);
      } else {
        words.add(word.startsWith("'") ? word.replace("'", "") : inFolder(word));
      }
    }
    if (words.contains("calibrate") && !words.contains("--cache")) {
      // Else it would lie where the tests run.
      words.addAll(List.of("--cache", folder.resolve("named.cache").toString()));
    }
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  /** Files are made and looked for in the test's own folder. */
  private static String inFolder(String word) {
    String known = STANDS_FOR.get(word);
    if (known != null) {
      return known;
    }
    boolean file = word.matches("@?[A-Za-z0-9.]+\\.(cache|hist|html|json|keep|npy|onnx|plan|png)");
    String at = word.startsWith("@") ? "@" : "";
    return file ? at + folder.resolve(word.substring(at.length())) : word;
  }
}
