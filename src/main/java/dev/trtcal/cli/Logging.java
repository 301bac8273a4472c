package dev.trtcal.cli;

/** How much the log says, on standard error; to be set before the first logger is made. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /**
   * Sets the level, {@code warn} being quiet. TensorRT warns once a tensor of what fusion removes,
   * so when it should be quiet only its errors are shown. A system property that the user set wins.
   */
  static void configure(String level) {
    setDefault("defaultLogLevel", level);
    if (level.equals("warn")) {
      setDefault("log.tensorrt", "error");
    }
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }
}
