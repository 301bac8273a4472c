package dev.trtcal.spark;

import dev.trtcal.JavaChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A JVM with what Spark needs opened, and a Spark home of which it can start executors. */
final class SparkChild {
  private SparkChild() {}

  /**
   * @param folder where the home is made, unless it is there
   */
  static JavaChild of(Class<?> main, Path folder) throws IOException {
    Path home = folder.resolve("spark");
    if (Files.notExists(home)) {
      writeJarOfJars(
          Files.createDirectories(home.resolve("jars")).resolve("all.jar"),
          JavaChild.classPath().split(":"));
    }
    return JavaChild.of(main)
        .with(JavaModuleOptions.defaultModuleOptionArray())
        .with("-Xmx1g", "-Djava.io.tmpdir=" + folder)
        .with("-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
        .inside(
            List.of(
                "env",
                "SPARK_HOME=" + home,
                "SPARK_SCALA_VERSION=2.13",
                "SPARK_LOCAL_IP=127.0.0.1"));
  }

  /** Executors take every jar of the home; this one names others. */
  static void writeJarOfJars(Path jar, String... entries) throws IOException {
    new JarOutputStream(Files.newOutputStream(jar), naming(Arrays.stream(entries))).close();
  }

  /** A manifest that names other entries of the class path. */
  static Manifest naming(Stream<String> entries) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            entries
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    return manifest;
  }
}
