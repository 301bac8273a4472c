package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT hands over the cache that it made.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*write_cache)(int64_t context, const void* data, uint64_t length);
 * }
 */
final class WriteCacheUpcall implements trtcal_calibrator_callbacks.write_cache.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.write_cache.allocate(new WriteCacheUpcall(), Arena.global());

  private WriteCacheUpcall() {}

  @Override
  public int apply(long context, MemorySegment data, long length) {
    return CalibratorUpcall.answer(
        context,
        calibrator -> {
          calibrator.target().writeCache(data.reinterpret(length));
          return CalibratorUpcall.DONE;
        });
  }
}
