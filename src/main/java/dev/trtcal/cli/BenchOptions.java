package dev.trtcal.cli;

import dev.trtcal.UsageException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options of every benchmark. */
final class BenchOptions {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "Times each variant is measured, taking turns (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  int rounds() {
    if (rounds < 1) {
      throw new UsageException("rounds.invalid", "--rounds " + rounds + ": must be at least 1");
    }
    return rounds;
  }

  void print(PrintWriter out, BenchReport report) {
    if (json) {
      Json.print(out, report.toJson());
    } else {
      report.print(out);
    }
  }
}
