package dev.trtcal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a benchmark that is no subcommand leaves what it found. */
final class BenchFile {
  private BenchFile() {}

  /** Prints the table, and writes the JSON that {@code trtcal bench --json} would print. */
  static void write(BenchReport report, Path json) throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    report.print(out);
    StringWriter text = new StringWriter();
    Json.print(new PrintWriter(text), report.toJson());
    Files.writeString(json, text.toString());
  }
}
