package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.InvalidInputException;
import dev.trtcal.cache.CalibrationCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Hands TensorRT a calibration cache as it is, and has no data. */
final class KnownCacheCalibrator implements Int8Calibrator {
  private final Path file;
  private final int batchSize;
  private final CalibrationCache cache;
  private final Algorithm algorithm;

  KnownCacheCalibrator(Path file, int batchSize) {
    this.file = file;
    this.batchSize = batchSize;
    cache = CalibrationCache.parse(file);
    algorithm =
        cache
            .header()
            .algorithm()
            .filter(Algorithm::isTensorRts)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "cache.header",
                        file
                            + ": its header '"
                            + cache.header().text()
                            + "' names no calibrator of TensorRT's, so TensorRT would not take"
                            + " it"));
  }

  CalibrationCache cache() {
    return cache;
  }

  @Override
  public Algorithm algorithm() {
    return algorithm;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  /** TensorRT asks for data only where it does not accept the cache. */
  @Override
  public boolean getBatch(List<String> names, DeviceBindings bindings) {
    throw new InvalidInputException(
        "cache.refused",
        file
            + ": TensorRT does not accept this calibration cache; trtcal check tells what is"
            + " wrong");
  }

  @Override
  public Optional<byte[]> readCalibrationCache() {
    return Optional.of(cache.bytes());
  }

  /** The same that was handed over. */
  @Override
  public void writeCalibrationCache(byte[] bytes) {}
}
