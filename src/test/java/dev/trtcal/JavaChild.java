package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A class with a main method run in a JVM of its own, which has this one's class path. */
public final class JavaChild {
  /** What a child did; its two outputs together. */
  public record Ended(int exitCode, String output) {}

  private final List<String> command = new ArrayList<>();
  private final String main;

  private JavaChild(String main) {
    this.main = main;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Quick to start rather than to run.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", classPath()));
  }

  /** This class's own: a runner of tests may have a loader for them. */
  public static String classPath() {
    if (JavaChild.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"));
    }
    return System.getProperty("java.class.path");
  }

  /** Without any option of the JVM's that it does not need to start. */
  public static JavaChild of(Class<?> main) {
    return new JavaChild(main.getName());
  }

  /** Adds options of the JVM's. */
  public JavaChild with(String... options) {
    command.addAll(List.of(options));
    return this;
  }

  /** Has another command run it, to which it is appended. */
  public JavaChild inside(List<String> wrapper) {
    command.addAll(0, wrapper);
    return this;
  }

  /** Starts it; both its outputs can be read from the process. */
  public Process start(String... arguments) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.add(main);
    whole.addAll(List.of(arguments));
    return new ProcessBuilder(whole).redirectErrorStream(true).start();
  }

  /** Runs it to its end, which must come within half an hour. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("child", ".txt");
    List<String> whole = new ArrayList<>(command);
    whole.add(main);
    whole.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.MINUTES), "still running: " + whole);
      return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
