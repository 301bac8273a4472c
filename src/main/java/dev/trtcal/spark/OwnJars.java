package dev.trtcal.spark;

import dev.trtcal.MissingEnvironmentException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The jars that executors need besides Spark's: trtcal's, and those that its manifest names. */
final class OwnJars {
  private OwnJars() {}

  /**
   * As the setting {@code spark.jars} takes them; empty where trtcal's classes are in no jar.
   *
   * @throws MissingEnvironmentException {@code spark.jars} when they cannot be told
   */
  static String list() {
    try {
      Path own = Path.of(OwnJars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(own)
          ? with(own).stream().map(URI::toString).collect(Collectors.joining(","))
          : "";
    } catch (IOException | URISyntaxException e) {
      throw new MissingEnvironmentException(
          "spark.jars",
          "--spark: cannot tell which jars the executors need ("
              + e
              + "); start trtcal by spark-submit (docs/spark.md)",
          e);
    }
  }

  private static List<URI> with(Path jar) throws IOException {
    List<URI> all = new ArrayList<>(List.of(jar.toUri()));
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String others =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (String other : others == null ? new String[0] : others.split(" ")) {
        all.add(jar.toUri().resolve(other));
      }
    }
    return all;
  }
}
