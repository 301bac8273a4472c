package dev.trtcal.cli;

import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A cache as the analyses take it. */
final class CacheScales {
  private CacheScales() {}

  /** The scales by tensor name; of a name that stands twice, the last. */
  static Map<String, Float> read(Path file) {
    CalibrationCache cache = CalibrationCache.parse(file);
    if (cache.entries().isEmpty()) {
      throw new InvalidInputException(
          "cache.empty", file + ": holds no scales; trtcal check tells what is wrong with it");
    }
    Map<String, Float> scales = new HashMap<>();
    for (TensorRange range : cache.entries()) {
      scales.put(range.name(), range.scale());
    }
    return scales;
  }
}
