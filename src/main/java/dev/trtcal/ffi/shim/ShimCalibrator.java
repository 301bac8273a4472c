package dev.trtcal.ffi.shim;

import dev.trtcal.Algorithm;
import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** A calibrator that asks Java. */
public final class ShimCalibrator {
  private ShimCalibrator() {}

  /**
   * One of the four calibrators, which asks this target until the owner closes.
   *
   * {@snippet lang=c :
   * int32_t trtcal_calibrator_create(int32_t algorithm,
   *     const trtcal_calibrator_callbacks* callbacks, trtcal_calibrator** out,
   *     trtcal_error* error);
   * void trtcal_calibrator_destroy(trtcal_calibrator* calibrator);
   * }
   */
  public static MemorySegment create(Algorithm algorithm, CalibratorTarget target, Arena owner) {
    long context = CalibratorUpcall.CONTEXTS.add(new RegisteredCalibrator(target));
    try {
      return NativeCall.create(
          "trtcal_calibrator_create",
          owner,
          (scratch, out, error) ->
              shim_h.trtcal_calibrator_create(
                  number(algorithm), callbacks(scratch, algorithm, context), out, error),
          calibrator -> {
            shim_h.trtcal_calibrator_destroy(calibrator);
            CalibratorUpcall.CONTEXTS.remove(context);
          });
    } catch (RuntimeException | Error e) {
      CalibratorUpcall.CONTEXTS.remove(context);
      throw e;
    }
  }

  /** TensorRT's CalibrationAlgoType. */
  private static int number(Algorithm algorithm) {
    if (algorithm instanceof Algorithm.MinMax) {
      return shim_h.TRTCAL_MINMAX();
    }
    if (algorithm instanceof Algorithm.Entropy2) {
      return shim_h.TRTCAL_ENTROPY_2();
    }
    if (algorithm instanceof Algorithm.Entropy) {
      return shim_h.TRTCAL_ENTROPY();
    }
    return shim_h.TRTCAL_LEGACY();
  }

  private static MemorySegment callbacks(
      SegmentAllocator scratch, Algorithm algorithm, long context) {
    MemorySegment callbacks = trtcal_calibrator_callbacks.allocate(scratch);
    trtcal_calibrator_callbacks.context(callbacks, context);
    trtcal_calibrator_callbacks.batch_size(callbacks, BatchSizeUpcall.STUB);
    trtcal_calibrator_callbacks.get_batch(callbacks, GetBatchUpcall.STUB);
    trtcal_calibrator_callbacks.read_cache(callbacks, ReadCacheUpcall.STUB);
    trtcal_calibrator_callbacks.write_cache(callbacks, WriteCacheUpcall.STUB);
    if (algorithm instanceof Algorithm.Legacy legacy) {
      trtcal_calibrator_callbacks.read_histogram(callbacks, ReadHistogramUpcall.STUB);
      trtcal_calibrator_callbacks.write_histogram(callbacks, WriteHistogramUpcall.STUB);
      trtcal_calibrator_callbacks.quantile(callbacks, legacy.quantile());
      trtcal_calibrator_callbacks.cutoff(callbacks, legacy.cutoff());
    }
    return callbacks;
  }
}
