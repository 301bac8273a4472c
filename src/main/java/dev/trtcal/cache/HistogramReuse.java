package dev.trtcal.cache;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorNames;
import dev.trtcal.TrtcalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Legacy's histograms of an earlier calibration may stand in for the data.
 *
 * @param histograms those to use; empty when the data are to be read
 * @param refused why there are some that are not used; empty when none are there or wanted
 */
public record HistogramReuse(Optional<HistogramCache> histograms, Optional<String> refused) {
  private static final Logger log = LoggerFactory.getLogger(HistogramReuse.class);
  private static final HistogramReuse NONE = new HistogramReuse(Optional.empty(), Optional.empty());

  public HistogramReuse {
    Objects.requireNonNull(histograms, "histograms");
    Objects.requireNonNull(refused, "refused");
  }

  /**
   * Looks at the calibration's histogram cache. One that does not fit is refused, and answered with
   * nothing: so it is measured anew and replaced.
   */
  public static HistogramReuse of(Calibration calibration) {
    if (!calibration.reuseHistograms()
        || calibration.histogramCache().filter(Files::exists).isEmpty()) {
      return NONE;
    }
    Path file = calibration.histogramCache().orElseThrow();
    HistogramCache histograms;
    try {
      histograms = HistogramCache.parse(file);
    } catch (InvalidInputException e) {
      return refused(e.getMessage());
    }
    Optional<String> objection = objection(calibration, file, histograms);
    if (objection.isPresent() && !calibration.forceReuse()) {
      return refused(file + ": " + objection.get());
    }
    objection.ifPresent(why -> log.warn("{}: {}; used all the same", file, why));
    return new HistogramReuse(Optional.of(histograms), Optional.empty());
  }

  private static HistogramReuse refused(String why) {
    log.warn("the histograms are not reused: {}", why);
    return new HistogramReuse(Optional.empty(), Optional.of(why));
  }

  private static Optional<String> objection(
      Calibration calibration, Path file, HistogramCache histograms) {
    Path beside = Sidecar.beside(file);
    if (Files.exists(beside)) {
      Optional<String> other = other(calibration, beside);
      if (other.isPresent()) {
        return other;
      }
    } else {
      log.warn(
          "{}: has no sidecar {}: whether it was made with this model and these data cannot be told",
          file,
          beside);
    }
    return names(calibration, histograms);
  }

  private static Optional<String> other(Calibration calibration, Path beside) {
    Sidecar sidecar;
    try {
      sidecar = Sidecar.read(beside);
    } catch (InvalidInputException e) {
      return Optional.of(e.getMessage());
    }
    if (!sidecar.modelSha256().equals(ContentHash.ofFile(calibration.model()))) {
      return Optional.of(
          "was made with another model, "
              + sidecar.modelName()
              + " of SHA-256 "
              + sidecar.modelSha256().substring(0, 12));
    }
    if (sidecar.beforeFusion() != calibration.buildOptions().beforeFusion()) {
      return Optional.of(
          "was measured " + (sidecar.beforeFusion() ? "before" : "after") + " layer fusion");
    }
    Optional<DataDescription> now = calibration.source().description();
    if (now.isPresent() && sidecar.data().isPresent() && !now.equals(sidecar.data())) {
      return Optional.of("was made with other data or another preprocessing");
    }
    return Optional.empty();
  }

  /** A tensor without a histogram would have no scale. */
  private static Optional<String> names(Calibration calibration, HistogramCache histograms) {
    for (CalibrationEngine engine : Calibration.engines()) {
      try {
        Optional<TensorNames> known =
            engine.tensorNames(
                calibration.model(),
                calibration.algorithm(),
                calibration.buildOptions().beforeFusion());
        if (known.isPresent() && known.get().assumptions().isEmpty()) {
          return known.get().names().stream()
              .filter(name -> !histograms.byName().containsKey(name))
              .findFirst()
              .map(name -> "holds no histogram of the model's tensor " + name);
        }
      } catch (TrtcalException e) {
        log.warn("the tensors' names are not compared with the model's: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** What the user should know of a refusal, in a sentence. */
  public Optional<String> note() {
    return refused.map(
        why ->
            "the histograms were measured anew and replaced: "
                + why
                + "; --force uses them all the same");
  }

  /** What the user should know when the histograms were used. */
  public static String told(Calibration calibration) {
    return "no data were read: the thresholds follow from the histograms in "
        + calibration.histogramCache().orElseThrow();
  }
}
