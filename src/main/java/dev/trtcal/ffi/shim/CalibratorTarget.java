package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What TensorRT asks during a build, on the thread that builds. Whatever these methods throw is
 * caught, handed to {@link #failed} and answered with "stop": after that none is called again in
 * the build.
 */
public interface CalibratorTarget {
  /** How many samples a batch has, at least 1. */
  int batchSize();

  /**
   * Provides the next batch.
   *
   * @param names the network's inputs, in TensorRT's order
   * @param bindings gets the device address for each name
   * @return false when there are no more batches
   */
  boolean getBatch(List<String> names, long[] bindings) throws Exception;

  /**
   * Provides the cache of an earlier calibration.
   *
   * @return native memory that lives until the build has ended, or {@link MemorySegment#NULL} for
   *     none
   */
  MemorySegment readCache() throws Exception;

  /**
   * Takes the cache that TensorRT made.
   *
   * @param cache all of it, valid during the call only
   */
  void writeCache(MemorySegment cache) throws Exception;

  /** As {@link #readCache}; asked by Legacy alone. */
  MemorySegment readHistogram() throws Exception;

  /** As {@link #writeCache}; called by Legacy alone. */
  void writeHistogram(MemorySegment histogram) throws Exception;

  /** Takes what one of the others threw; may neither throw nor allocate much. */
  void failed(Throwable failure);
}
