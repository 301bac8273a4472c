package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT asks for a cache of an earlier calibration.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*read_cache)(int64_t context, const void** data, uint64_t* length);
 * }
 */
final class ReadCacheUpcall implements trtcal_calibrator_callbacks.read_cache.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.read_cache.allocate(new ReadCacheUpcall(), Arena.global());

  private ReadCacheUpcall() {}

  @Override
  public int apply(long context, MemorySegment data, MemorySegment length) {
    return CalibratorUpcall.answer(
        context, calibrator -> CalibratorUpcall.put(calibrator.target().readCache(), data, length));
  }
}
