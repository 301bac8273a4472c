package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CalibrationCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a cache may be handed to TensorRT. It takes one of another version without a word, and
 * answers one of another algorithm by calibrating again and never writing the result: so every
 * doubt is a refusal here.
 */
final class CacheReuse {
  private CacheReuse() {}

  /**
   * The cache to hand over.
   *
   * @param version TensorRT's
   * @param inputs the network's, each of which needs a line
   * @return empty when none is to be reused, or there is none yet
   * @throws InvalidInputException when there is one that does not fit
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
    checkHeader(file, cache.header(), calibration.algorithm(), version);
    if (!cache.problems().isEmpty()) {
      CalibrationCache.Problem problem = cache.problems().get(0);
      throw refusal(file, "line " + problem.line() + ": " + problem.detail());
    }
    if (!cache.endsWithLineBreak()) {
      throw refusal(file, "its last line is not ended: it may be truncated");
    }
    Set<String> names = cache.entries().stream().map(TensorRange::name).collect(Collectors.toSet());
    for (TensorInfo input : inputs) {
      if (!names.contains(input.name())) {
        throw refusal(
            file, "it has no line for the input " + input.name() + ": it is another model's");
      }
    }
    return Optional.of(cache);
  }

  private static void checkHeader(Path file, CacheHeader header, Algorithm algorithm, int version) {
    CacheHeader wanted = CacheHeader.of(algorithm, version);
    if (!header.algorithm().equals(wanted.algorithm())) {
      throw refusal(
          file,
          "its header '"
              + header.text()
              + "' is another calibrator's than "
              + algorithm.id()
              + "'s, '"
              + wanted.text()
              + "'");
    }
    OptionalInt made = header.tensorRtVersion();
    if (made.isPresent() && made.getAsInt() != version) {
      throw refusal(
          file,
          "it was made by TensorRT "
              + header.versionName().orElse("?")
              + ", this is "
              + wanted.versionName().orElse("?"));
    }
  }

  private static InvalidInputException refusal(Path file, String why) {
    return new InvalidInputException(
        "cache.foreign",
        file + ": cannot be reused: " + why + "; delete it, or calibrate without reusing it");
  }
}
