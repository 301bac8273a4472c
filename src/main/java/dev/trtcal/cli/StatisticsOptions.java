package dev.trtcal.cli;

import dev.trtcal.ContentHash;
import dev.trtcal.OutputFile;
import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.analysis.audit.DataStatistics;
import dev.trtcal.analysis.audit.StatisticsFile;
import dev.trtcal.image.Preprocess;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Data against earlier ones whose images are not looked at again. */
final class StatisticsOptions {
  @Option(
      names = "--save-statistics",
      paramLabel = "FILE",
      description =
          "Keep what the network makes of the reference, or of --images where there is none, for"
              + " --drift-since.")
  private Path save;

  @Option(
      names = "--drift-since",
      paramLabel = "FILE",
      description =
          "How far has the reference, or --images where there is none, moved since the data of"
              + " which this file of --save-statistics is?")
  private Path since;

  private StatisticsFile format;
  private Optional<DataStatistics> before = Optional.empty();

  /** Whether there is anything to do. */
  boolean given() {
    return save != null || since != null;
  }

  /** Reads and checks what there is, before the work. */
  void open(Path model, Preprocess preprocess) {
    if (save != null) {
      OutputFile.checkWritable(save);
    }
    format = new StatisticsFile(ContentHash.ofFile(model), preprocess.canonical());
    before = Optional.ofNullable(since).map(format::read);
  }

  /** The audit with the answer to what was asked. */
  Audit answered(Audit audit, DataStatistics now) {
    return before.map(earlier -> audit.since(now, earlier)).orElse(audit);
  }

  /** Writes what is to be kept. */
  void write(DataStatistics now) {
    if (save != null) {
      format.write(save, now);
    }
  }

  /** Where it was written. */
  Optional<Path> written() {
    return Optional.ofNullable(save);
  }
}
