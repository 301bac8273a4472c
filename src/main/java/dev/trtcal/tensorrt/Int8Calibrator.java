package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import java.util.List;
import java.util.Optional;

/**
 * Feeds TensorRT's calibration. During a build TensorRT calls, on the thread that builds: {@link
 * #batchSize}, {@link #readCalibrationCache}, then {@link #getBatch} until it answers false, {@link
 * #readCalibrationCache} again, and {@link #writeCalibrationCache} if that answered nothing.
 *
 * <p>Whatever a method throws ends the build and comes out of {@link
 * Builder#buildSerializedNetwork}; none is called again in that build. A method must not close what
 * the build is using.
 */
public interface Int8Calibrator {

  /** Which of TensorRT's calibrators to run, with Legacy's quantile and cutoff; asked once. */
  Algorithm algorithm();

  /** How many samples a batch has: the network's own batch, or the calibration profile's. */
  int batchSize();

  /**
   * Provides the next batch.
   *
   * @param names the network's inputs, in TensorRT's own order: bind by name
   * @param bindings takes a device buffer for each, which holds the batch by the time this returns
   *     and keeps it until the next call; in the network's element types, but float32 for float16
   * @return false when there are no more batches; a failure must be thrown instead, or TensorRT
   *     would calibrate with a part of the data
   */
  boolean getBatch(List<String> names, DeviceBindings bindings) throws Exception;

  /**
   * Provides the cache of an earlier calibration; TensorRT then asks for no data if the cache is of
   * the same algorithm, and calibrates again in silence if it is not.
   *
   * @throws Exception whatever kept it from reading
   */
  default Optional<byte[]> readCalibrationCache() throws Exception {
    return Optional.empty();
  }

  /**
   * Takes the cache that TensorRT made.
   *
   * @param cache the caller's own copy
   * @throws Exception whatever kept it from writing
   */
  default void writeCalibrationCache(byte[] cache) throws Exception {}

  /**
   * Provides the histograms of an earlier calibration, in place of data; asked by Legacy alone.
   *
   * @throws Exception whatever kept it from reading
   */
  default Optional<byte[]> readHistogramCache() throws Exception {
    return Optional.empty();
  }

  /**
   * Takes the histograms that TensorRT made; called by Legacy alone.
   *
   * @param histograms the caller's own copy
   * @throws Exception whatever kept it from writing
   */
  default void writeHistogramCache(byte[] histograms) throws Exception {}
}
