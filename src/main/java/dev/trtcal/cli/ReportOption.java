package dev.trtcal.cli;

import dev.trtcal.OutputFile;
import dev.trtcal.report.Section.Lines;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --report F.html}, of the commands that can show their result as a page. */
final class ReportOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the result as a page here too: one HTML file that needs no network.")
  private Path file;

  /** Where the page goes, if one is wanted; fails now if it could not be written. */
  Optional<Path> checked() {
    Optional<Path> wanted = Optional.ofNullable(file);
    wanted.ifPresent(OutputFile::checkWritable);
    return wanted;
  }

  /** The command line as it was given. */
  Lines again() {
    return new Lines(
        "Do it again",
        "trtcal "
            + command.root().commandLine().getParseResult().originalArgs().stream()
                .map(ReportOption::quoted)
                .collect(Collectors.joining(" ")));
  }

  /** As a POSIX shell takes it. */
  static String quoted(String argument) {
    return argument.matches("[\\w@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
