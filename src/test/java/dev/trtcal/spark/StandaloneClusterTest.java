package dev.trtcal.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.JavaChild;
import dev.trtcal.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster, of a master and a worker that know nothing of trtcal: its jar and those of its
 * libraries must come with the job.
 */
class StandaloneClusterTest {
  @TempDir private Path folder;

  @Test
  void calibratesOnAClusterThatIsSentTheJars() throws Exception {
    Predicate<String> ours = entry -> entry.matches(".*(classes/?|/onnxruntime-.*|/tribuo-.*)");
    List<String> entries = List.of(JavaChild.classPath().split(":"));
    String sparks = entries.stream().filter(ours.negate()).collect(Collectors.joining(":"));
    Path home = Files.createDirectories(folder.resolve("home"));
    SparkChild.writeJarOfJars(
        Files.createDirectories(home.resolve("jars")).resolve("all.jar"), sparks.split(":"));
    Path jar = writeJar(entries.stream().filter(ours).toList());
    Path images = Files.createDirectories(folder.resolve("images"));
    GreyImages.write(images, 100);
    String url = "spark://127.0.0.1:" + freePort();
    List<Process> started = new ArrayList<>();
    try {
      started.add(
          daemon(home, sparks, "master.Master", "--host", "127.0.0.1", "--port", portOf(url)));
      started.add(
          daemon(
              home,
              sparks,
              "worker.Worker",
              "--host",
              "127.0.0.1",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              folder.resolve("work").toString(),
              url));
      List<String> command =
          java(jar + ":" + sparks, "dev.trtcal.cli.Main", calibrate(images, "cluster.cache"));
      command.addAll(List.of("--spark", url));
      Path told = folder.resolve("driver.txt");
      Process driver = start(home, command, told);
      started.add(driver);
      assertTrue(driver.waitFor(5, TimeUnit.MINUTES), "still running");
      assertEquals(0, driver.exitValue(), Files.readString(told));
    } finally {
      started.reversed().forEach(StandaloneClusterTest::end);
    }
    CommandRun alone = CommandRun.of(calibrate(images, "one.cache"));
    assertEquals(0, alone.exitCode(), alone.err());
    assertEquals(
        Files.readString(folder.resolve("one.cache")),
        Files.readString(folder.resolve("cluster.cache")));
    try (Stream<Path> sent = Files.walk(folder.resolve("work"))) {
      assertTrue(sent.anyMatch(file -> file.endsWith("trtcal.jar")), "the jar was not sent");
    }
  }

  private String[] calibrate(Path images, String cache) {
    return new String[] {
      "calibrate",
      "src/demo/fashion_resnet.onnx",
      "--engine",
      "cpu",
      "--algorithm",
      "minmax",
      "--images",
      images.toString(),
      "--cache",
      folder.resolve(cache).toString()
    };
  }

  /** The classes in a jar whose manifest names the other jars. */
  private Path writeJar(List<String> ours) throws IOException {
    Path jar = folder.resolve("trtcal.jar");
    Path classes =
        ours.stream()
            .map(Path::of)
            .filter(entry -> Files.exists(entry.resolve("dev/trtcal/cli/Main.class")))
            .findFirst()
            .orElseThrow();
    Manifest manifest = SparkChild.naming(ours.stream().filter(entry -> entry.endsWith(".jar")));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static String portOf(String url) {
    return url.substring(url.lastIndexOf(':') + 1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process daemon(Path home, String classPath, String main, String... arguments)
      throws IOException {
    List<String> command = java(classPath, "org.apache.spark.deploy." + main, arguments);
    command.addAll(List.of("--webui-port", "0"));
    return start(home, command, folder.resolve(main + ".txt"));
  }

  private List<String> java(String classPath, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            classPath,
            main));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static Process start(Path home, List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", home.toString(),
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", "127.0.0.1"));
    return builder.start();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
