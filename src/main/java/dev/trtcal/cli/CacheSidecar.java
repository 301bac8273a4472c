package dev.trtcal.cli;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputException;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import dev.trtcal.cache.Sidecar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The sidecar of the cache that {@code calibrate} makes. */
final class CacheSidecar {
  @Option(
      names = "--sidecar",
      paramLabel = "FILE",
      description =
          "Write what the cache was made from here, and read it with --reuse-cache (default:"
              + " CACHE.json).")
  private Path given;

  @Option(
      names = "--no-sidecar",
      description = "Write no sidecar; one that stands beside an older cache goes with it.")
  private boolean none;

  /** Where it goes; also with --no-sidecar, since a cache that is reused may have one. */
  Path file(Path cache) {
    return given != null ? given : Sidecar.beside(cache);
  }

  /**
   * Tells before the work starts what would fail at its end.
   *
   * @throws UsageException when the options contradict one another
   */
  void check(Path cache) {
    if (given != null && none) {
      throw new UsageException(
          "sidecar.options", "--sidecar and --no-sidecar exclude each other: give one of them");
    }
    OutputFile.checkWritable(cache);
    if (!none) {
      OutputFile.checkWritable(file(cache));
    }
  }

  /** Whether a cache that is made gets one. */
  boolean wanted() {
    return !none;
  }

  /** Writes it where one is wanted, and deletes what the cache before had beside it. */
  void write(Optional<Sidecar> made, Path cache) {
    if (!none) {
      made.orElseThrow().write(file(cache));
    }
    if (none || given != null) {
      deleteStale(Sidecar.beside(cache));
    }
  }

  private void deleteStale(Path stale) {
    if (given != null && same(stale, given)) {
      return;
    }
    try {
      if (Files.exists(stale) && isSidecar(stale)) {
        Files.delete(stale);
      }
    } catch (IOException e) {
      throw new OutputException(
          "sidecar.stale",
          stale + ": is of an older cache and cannot be deleted (" + e + "); delete it",
          e);
    }
  }

  private static boolean same(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  /** What is not ours stays. */
  private static boolean isSidecar(Path file) {
    try {
      Sidecar.read(file);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** Writes it as soon as the cache is there, so that a build that is ended later leaves both. */
  ProgressListener watching(
      Progress shown, Calibration calibration, Path cache, HistogramOptions histograms) {
    return new ProgressListener() {
      @Override
      public void progress(String phase, long done, long total) {
        shown.progress(phase, done, total);
      }

      @Override
      public void part(String part, String of, long done, long total) {
        shown.part(part, of, done, total);
      }

      @Override
      public void cacheWritten(CalibrationResult soFar) {
        if (histograms.isMade(soFar)) {
          write(
              none ? Optional.empty() : Optional.of(histograms.sidecar(calibration, soFar)), cache);
        }
      }
    };
  }
}
