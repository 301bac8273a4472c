package dev.trtcal.spark;

import java.io.IOException;
import java.io.InputStream;
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

  static InputStream open(String location) throws IOException {
    Path path = new Path(location);
    return path.getFileSystem(configuration()).open(path);
  }
}
