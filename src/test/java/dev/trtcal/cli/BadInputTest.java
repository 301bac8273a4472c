package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input is one line that says what, where and what to do; the exit code fits; nothing is left
 * behind.
 */
class BadInputTest {
  private static final String STATIC_MODEL =
      "src/test/resources/golden/fashion_resnet/model_batch32.onnx";
  private static final String TENSORS = "src/test/resources/golden/fashion_data/calib512.npy";

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void makeTheOutputFolder() throws IOException {
    out = Files.createDirectory(folder.resolve("out"));
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void missingModel() {
    fails(
        ExitCode.FAILED,
        "absent.onnx",
        "calibrate",
        folder.resolve("absent.onnx").toString(),
        "--tensors",
        TENSORS);
  }

  @Test
  void truncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(CalibrateCommandTest.MODEL));
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));

    fails(ExitCode.FAILED, "cut.onnx", "calibrate", cut.toString(), "--tensors", TENSORS);
  }

  @Test
  void unknownOperatorsAreAllListed() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(Path.of(CalibrateCommandTest.MODEL))).toBuilder();
    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      NodeProto.Builder node = model.getGraphBuilder().getNodeBuilder(2 * i);
      node.setOpType("Frobnicate" + i);
      nodes.add(node.getName());
    }
    Path file = Files.write(folder.resolve("unknown.onnx"), model.build().toByteArray());

    String error =
        fails(ExitCode.FAILED, "unknown.onnx", "calibrate", file.toString(), "--tensors", TENSORS);

    for (int i = 0; i < 3; i++) {
      assertTrue(error.contains("Frobnicate" + i) && error.contains(nodes.get(i)), error);
    }
  }

  @Test
  void truncatedNpy() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(TENSORS));
    Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, whole.length - 1000));

    fails(ExitCode.FAILED, "cut.npy", "calibrate", STATIC_MODEL, "--tensors", cut.toString());
  }

  @Test
  void wrongShape() throws IOException {
    fails(
        ExitCode.USAGE,
        "1x28x28",
        "calibrate",
        STATIC_MODEL,
        "--tensors",
        npy(64, 1, 14, 14).toString());
  }

  @Test
  void emptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    fails(ExitCode.FAILED, "empty", "calibrate", STATIC_MODEL, "--images", empty.toString());
  }

  @Test
  void folderOfJunk() throws IOException {
    Path junk = Files.createDirectory(folder.resolve("junk"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(junk.resolve(i + ".png"), "no picture");
      Files.writeString(junk.resolve(i + ".txt"), "text");
    }

    fails(ExitCode.FAILED, "junk", "calibrate", STATIC_MODEL, "--images", junk.toString());
  }

  @Test
  void batchThatDoesNotFit() {
    String error =
        fails(
            ExitCode.USAGE, "16", "calibrate", STATIC_MODEL, "--tensors", TENSORS, "--batch", "16");

    assertTrue(error.contains("32"), error);
  }

  @Test
  void fewerSamplesThanOneFixedBatch() throws IOException {
    fails(
        ExitCode.FAILED,
        "32",
        "calibrate",
        STATIC_MODEL,
        "--tensors",
        npy(7, 1, 28, 28).toString());
  }

  @Test
  void noDataAtAll() {
    fails(ExitCode.USAGE, "--images", "calibrate", STATIC_MODEL);
  }

  @Test
  void tensorRtWithoutItsLibraries() {
    String property = "trtcal.nvinfer";
    String before = System.getProperty(property);
    System.setProperty(property, folder.resolve("absent.so").toString());
    try {
      CommandRun run =
          CommandRun.of(
              "calibrate",
              STATIC_MODEL,
              "--tensors",
              TENSORS,
              "--engine",
              "tensorrt",
              "--cache",
              cache());

      check(run, ExitCode.ENVIRONMENT, "absent.so");
      assertTrue(run.err().contains("--engine cpu"), run.err());
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void aPlanWithoutTensorRt() {
    fails(
        ExitCode.USAGE,
        "plan",
        "calibrate",
        STATIC_MODEL,
        "--tensors",
        TENSORS,
        "--output",
        out.resolve("m.plan").toString());
  }

  @Test
  void unwritableOutput() {
    CommandRun run =
        CommandRun.of(
            "calibrate",
            STATIC_MODEL,
            "--tensors",
            TENSORS,
            "--engine",
            "cpu",
            "--cache",
            out.resolve("absent/c").toString());

    check(run, ExitCode.FAILED, "absent");
  }

  @Test
  void fullDisk() throws IOException, InterruptedException {
    String file = out.resolve("qdq.onnx").toString();
    String made = "src/test/resources/golden/fashion_resnet/minmax.cache";
    failsOnAFullDisk(
        file, "export", made, "--model", STATIC_MODEL, "--to", "qdq", "--output", file);
  }

  @Test
  void fullTemporaryFolder() throws IOException, InterruptedException {
    failsOnAFullDisk(
        "the temporary folder /",
        "calibrate",
        STATIC_MODEL,
        "--tensors",
        TENSORS,
        "--engine",
        "cpu",
        "--cache",
        cache());
  }

  /** A file size limit of nothing stands for a full disk: writes fail half-way. */
  private static void failsOnAFullDisk(String named, String... arguments)
      throws IOException, InterruptedException {
    CommandRun.of("doctor"); // unpacks what the limit would keep from being unpacked
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "ulimit -f 0; exec \"$0\" \"$@\"",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trtcal.cli.Main"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(ExitCode.FAILED, process.waitFor(), text);
    String last = text.lines().reduce((first, second) -> second).orElse("");
    assertTrue(last.startsWith("error: ") && last.contains(named), text);
  }

  private String fails(int exitCode, String named, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 4);
    all[arguments.length] = "--engine";
    all[arguments.length + 1] = "cpu";
    all[arguments.length + 2] = "--cache";
    all[arguments.length + 3] = cache();
    CommandRun run = CommandRun.of(all);
    check(run, exitCode, named);
    return run.err();
  }

  private static void check(CommandRun run, int exitCode, String named) {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("error: ") && run.err().contains(named), run.err());
  }

  private String cache() {
    return out.resolve("c.cache").toString();
  }

  private Path npy(int... shape) throws IOException {
    String axes = Arrays.toString(shape).replace('[', '(').replace(']', ')');
    StringBuilder header =
        new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': " + axes + ", }");
    while ((10 + header.length() + 1) % 64 != 0) {
      header.append(' ');
    }
    header.append('\n');
    int elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + 4 * elements).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0);
    file.putShort((short) header.length())
        .put(header.toString().getBytes(StandardCharsets.US_ASCII));
    return Files.write(folder.resolve("made.npy"), file.array());
  }
}
