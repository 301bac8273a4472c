package dev.trtcal.spark;

import dev.trtcal.cli.CommandRun;
import java.util.ArrayList;
import java.util.List;

/**
 * SparkCommands COMMAND then COMMAND...: runs commands one after another, which so share one Spark,
 * and prints what each printed, with a line {@value #NEXT} before it; ends with the first that
 * fails.
 */
final class SparkCommands {
  static final String THEN = "then";
  static final String NEXT = "=== next";

  private SparkCommands() {}

  public static void main(String[] arguments) {
    List<String> words = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(THEN);
    for (String word : all) {
      if (!word.equals(THEN)) {
        words.add(word);
        continue;
      }
      CommandRun run = CommandRun.of(words.toArray(String[]::new));
      if (run.exitCode() != 0) {
        System.out.println(run.out() + run.err());
        System.exit(run.exitCode());
      }
      System.out.println("\n" + NEXT);
      System.out.print(run.out());
      words.clear();
    }
  }
}
