package dev.trtcal.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of somebody else's, compiled and run with trtcal and what trtcal needs. */
class ConsumerTest {
  private static final Path SOURCES = Path.of("src/test/resources/consumer");
  private static final String MODEL = "src/demo/fashion_resnet.onnx";

  @TempDir Path folder;

  @Test
  void aModuleRequiresTrtcalAndCalibrates() throws IOException, InterruptedException {
    assumeTrue(RunTimePath.isModule(), "compiled by Maven, as a module");
    Path classes = folder.resolve("module");
    tool(
        "javac",
        "-d",
        text(classes),
        "-p",
        RunTimePath.text(),
        source("module-info"),
        source("consumer/Consumer"));

    String said =
        tool(
            "java",
            "--enable-native-access=dev.trtcal",
            "-p",
            classes + File.pathSeparator + RunTimePath.text(),
            "-m",
            "consumer/consumer.Consumer",
            MODEL,
            text(folder.resolve("module.cache")));

    assertEquals("module dev.trtcal: input " + 1f / 127, said.strip());
  }

  @Test
  void aProgramOnTheClassPathCalibrates() throws IOException, InterruptedException {
    Path classes = folder.resolve("classes");
    tool("javac", "-d", text(classes), "-cp", RunTimePath.text(), source("consumer/Consumer"));

    String said =
        tool(
            "java",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes + File.pathSeparator + RunTimePath.text(),
            "consumer.Consumer",
            MODEL,
            text(folder.resolve("class.cache")));

    assertEquals("class path: input " + 1f / 127, said.strip());
  }

  private static String source(String name) {
    return SOURCES.resolve(name + ".java").toString();
  }

  private static String text(Path path) {
    return path.toString();
  }

  private static String tool(String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(
        0,
        process.waitFor(),
        () -> Arrays.stream(arguments).collect(Collectors.joining(" ")) + "\n" + err);
    return out;
  }
}
