package dev.trtcal.tensorrt;

import dev.trtcal.Calibration;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.cache.CacheCheck;
import dev.trtcal.cache.CacheProblem;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.Sidecar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a cache may be handed to TensorRT. It takes one that is truncated or of another version
 * without a word, and answers one of another algorithm by calibrating again and never writing the
 * result: so what a check finds is a refusal here, unless the user says to go on.
 *
 * @param cache the one to hand over; empty when none is wanted, there, or fits
 * @param refused why one that is there is not handed over
 */
record CacheReuse(Optional<CalibrationCache> cache, Optional<String> refused) {
  private static final Logger log = LoggerFactory.getLogger(CacheReuse.class);
  private static final CacheReuse NONE = new CacheReuse(Optional.empty(), Optional.empty());

  /**
   * Looks at the calibration's cache. One that does not fit is answered with nothing, so that
   * TensorRT calibrates and the new one is written: a cache that TensorRT itself refuses it would
   * neither use nor replace.
   *
   * @param version TensorRT's
   * @param inputs the network's
   * @throws InvalidInputException {@code cache.foreign} when it does not fit and there are no data
   *     to calibrate with
   */
  static CacheReuse of(Calibration calibration, int version, List<TensorInfo> inputs) {
    if (!calibration.reuseCache()
        || calibration.cache().isEmpty()
        || !Files.exists(calibration.cache().get())) {
      return NONE;
    }
    Path file = calibration.cache().get();
    CalibrationCache cache;
    try {
      cache = CalibrationCache.parse(file);
    } catch (InvalidInputException e) {
      return refuse(calibration, e.getMessage());
    }
    for (CacheProblem problem : problems(calibration, cache, version, inputs)) {
      if (problem.severity() == CacheProblem.Severity.PROBLEM && !calibration.forceReuse()) {
        return refuse(
            calibration,
            file
                + ": cannot be reused: "
                + problem.tensor().map(name -> name + ": ").orElse("")
                + problem.detail()
                + "; trtcal check lists everything, and --force goes on");
      }
      log.warn("{}: {}", file, problem);
    }
    return new CacheReuse(Optional.of(cache), Optional.empty());
  }

  private static CacheReuse refuse(Calibration calibration, String why) {
    OptionalLong samples = calibration.source().count();
    if (samples.isPresent() && samples.getAsLong() == 0) {
      throw new InvalidInputException(
          "cache.foreign", why + "; there are no data to calibrate anew with");
    }
    log.warn("{}", why);
    return new CacheReuse(Optional.empty(), Optional.of(why));
  }

  /** What the user should know, in a sentence. */
  Optional<String> note() {
    return cache.isPresent()
        ? Optional.of(
            "the calibration cache was reused: no data were read; delete it to calibrate again")
        : refused.map(why -> "calibrated anew, and replaced the cache that was there: " + why);
  }

  private static List<CacheProblem> problems(
      Calibration calibration, CalibrationCache cache, int version, List<TensorInfo> inputs) {
    List<String> floating =
        inputs.stream()
            .filter(input -> isFloating(input.spec().type()))
            .map(TensorInfo::name)
            .toList();
    CacheCheck check =
        CacheCheck.of(cache)
            .algorithm(calibration.algorithm())
            .tensorRt(version)
            .model(calibration.model())
            .inputs(floating);
    Path cacheFile = calibration.cache().orElseThrow();
    Path sidecar = calibration.sidecar().orElse(Sidecar.beside(cacheFile));
    if (Files.exists(sidecar)) {
      check.sidecar(Sidecar.read(sidecar));
      calibration.source().description().ifPresent(check::data);
    } else {
      log.warn(
          "{}: has no sidecar {}: whether it was made with this model and these data cannot be"
              + " told",
          cacheFile,
          sidecar);
    }
    return check.run();
  }

  private static boolean isFloating(ElementType type) {
    return type == ElementType.FLOAT32 || type == ElementType.FLOAT16;
  }
}
