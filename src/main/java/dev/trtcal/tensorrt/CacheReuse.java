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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a cache may be handed to TensorRT. It takes one that is truncated or of another version
 * without a word, and answers one of another algorithm by calibrating again and never writing the
 * result: so what a check finds is a refusal here, unless the user says to go on.
 */
final class CacheReuse {
  private static final Logger log = LoggerFactory.getLogger(CacheReuse.class);

  private CacheReuse() {}

  /**
   * The cache to hand over.
   *
   * @param version TensorRT's
   * @param inputs the network's
   * @return empty when none is to be reused, or there is none yet
   * @throws InvalidInputException {@code cache.foreign} when there is one with problems and the
   *     user does not force it; {@code cache.empty}, {@code cache.header} or {@code cache.line}
   *     when it is none
   */
  static Optional<CalibrationCache> find(
      Calibration calibration, int version, List<TensorInfo> inputs) {
    if (!calibration.reuseCache()
        || calibration.cache().isEmpty()
        || !Files.exists(calibration.cache().get())) {
      return Optional.empty();
    }
    Path file = calibration.cache().get();
    CalibrationCache cache = CalibrationCache.parse(file);
    for (CacheProblem problem : problems(calibration, cache, version, inputs)) {
      if (problem.severity() == CacheProblem.Severity.PROBLEM && !calibration.forceReuse()) {
        throw new InvalidInputException(
            "cache.foreign",
            file
                + ": cannot be reused: "
                + problem.tensor().map(name -> name + ": ").orElse("")
                + problem.detail()
                + "; delete it, or calibrate without reusing it; trtcal check lists everything, and"
                + " --force goes on");
      }
      log.warn("{}: {}", file, problem);
    }
    return Optional.of(cache);
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
          "{}: has no sidecar {}: whether it was made with this model and these data cannot be told",
          cacheFile,
          sidecar);
    }
    return check.run();
  }

  private static boolean isFloating(ElementType type) {
    return type == ElementType.FLOAT32 || type == ElementType.FLOAT16;
  }
}
