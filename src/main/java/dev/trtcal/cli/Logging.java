package dev.trtcal.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How much the log says, on standard error; set before the first logger is made. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  @Option(
      names = {"-v", "--verbose"},
      description = "Log what is being done, TensorRT's own log included.")
  private boolean verbose;

  @Option(names = "--debug", description = "Log everything and show where an error came from.")
  private boolean debug;

  static int configureAndRun(ParseResult parsed) {
    String level = "warn";
    if (flag(parsed, "--verbose")) {
      level = "info";
    }
    if (debugging(parsed)) {
      level = "debug";
    }
    setDefault("defaultLogLevel", level);
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
    return new CommandLine.RunLast().execute(parsed);
  }

  static boolean debugging(ParseResult parsed) {
    return flag(parsed, "--debug");
  }

  private static boolean flag(ParseResult parsed, String option) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      if (at.hasMatchedOption(option)) {
        return true;
      }
    }
    return false;
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }
}
