package dev.trtcal.cli;

/** How much the log says, on standard error; to be set before the first logger is made. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** A system property that the user set wins. */
  static void configure(String level) {
    setDefault("defaultLogLevel", level);
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }
}
