package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT asks how many samples a batch has.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*batch_size)(int64_t context);
 * }
 */
final class BatchSizeUpcall implements trtcal_calibrator_callbacks.batch_size.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.batch_size.allocate(new BatchSizeUpcall(), Arena.global());

  private BatchSizeUpcall() {}

  @Override
  public int apply(long context) {
    return CalibratorUpcall.answer(context, calibrator -> calibrator.target().batchSize());
  }
}
