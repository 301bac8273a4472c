package dev.trtcal.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Files of any Hadoop file system, with the settings of the job in this process, whether driver or
 * executor.
 */
final class HadoopFiles {
  private static volatile Configuration configuration;

  private HadoopFiles() {}

  /** What executors need in order to reach the same file systems. */
  static Map<String, String> settings(Configuration driver) {
    Map<String, String> settings = new TreeMap<>();
    driver.forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    return settings;
  }

  /** Takes over the settings of the job; those of one job are the same in all its tasks. */
  static void configure(Map<String, String> settings) {
    if (configuration == null) {
      Configuration made = new Configuration(false);
      settings.forEach(made::set);
      configuration = made;
    }
  }

  static Configuration configuration() {
    Configuration known = configuration;
    if (known == null) {
      throw new IllegalStateException("no job has configured this process");
    }
    return known;
  }

  /**
   * Opens a file. A local one is opened as one machine does: Hadoop looks for checksums beside
   * each, which takes several times as long as to read a small image.
   */
  static InputStream open(String location) throws IOException {
    Path path = new Path(location);
    return "file".equals(path.toUri().getScheme())
        ? Files.newInputStream(java.nio.file.Path.of(path.toUri()))
        : path.getFileSystem(configuration()).open(path);
  }
}
