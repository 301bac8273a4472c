package dev.trtcal.cli;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.UsageException;
import dev.trtcal.cache.Sidecar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of Legacy's histogram cache. */
final class HistogramOptions {
  @Option(
      names = "--histogram-cache",
      paramLabel = "FILE",
      description =
          "Legacy: keep its histograms here, for other quantiles and cutoffs later, and for trtcal"
              + " inspect.")
  private Path file;

  @Option(
      names = "--reuse-histograms",
      description =
          "Take the thresholds from an existing --histogram-cache instead of the data, if it is of"
              + " this model and these data; data need not be named.")
  private boolean reuse;

  /** Whether no data are needed, as far as this is concerned. */
  boolean reuse() {
    return reuse;
  }

  /**
   * Tells a calibration.
   *
   * @throws UsageException {@code reuse.options} when the options contradict one another
   */
  void apply(Calibration.Builder wanted, boolean reuseCache) {
    if (reuse && (file == null || reuseCache)) {
      throw new UsageException(
          "reuse.options",
          file == null
              ? "--reuse-histograms goes with --histogram-cache FILE"
              : "--reuse-histograms and --reuse-cache exclude each other: give one of them");
    }
    Optional.ofNullable(file).ifPresent(wanted::histogramCache);
    wanted.reuseHistograms(reuse);
  }

  /** A cache that was reused was not made now: it was made from what its own sidecar says. */
  boolean isMade(CalibrationResult result) {
    return result.feed().batches() > 0 || reuse;
  }

  /** What a cache was made from; histograms that stood for the data say it of themselves. */
  Sidecar sidecar(Calibration calibration, CalibrationResult result) {
    Sidecar made = Sidecar.of("trtcal " + Version.current(), calibration, result);
    return result.feed().batches() > 0 ? made : withOrigin(made);
  }

  /** Describes histograms that were measured: their sidecar is that of the calibration. */
  void describe(Sidecar made, CalibrationResult result) {
    if (file != null && result.feed().batches() > 0) {
      made.write(Sidecar.beside(file));
    }
  }

  /**
   * A calibration from kept histograms was fed what they were made from.
   *
   * @param made says that nothing was fed
   */
  private Sidecar withOrigin(Sidecar made) {
    if (file == null || !Files.exists(Sidecar.beside(file))) {
      return made;
    }
    Sidecar kept = Sidecar.read(Sidecar.beside(file));
    return made.fed(kept.data(), kept.feed());
  }
}
