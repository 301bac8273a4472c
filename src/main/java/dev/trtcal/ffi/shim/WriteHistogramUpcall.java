package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT hands over the histograms that it made; Legacy only.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*write_histogram)(int64_t context, const void* data, uint64_t length);
 * }
 */
final class WriteHistogramUpcall implements trtcal_calibrator_callbacks.write_histogram.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.write_histogram.allocate(
          new WriteHistogramUpcall(), Arena.global());

  private WriteHistogramUpcall() {}

  @Override
  public int apply(long context, MemorySegment data, long length) {
    return CalibratorUpcall.answer(
        context,
        calibrator -> {
          calibrator.target().writeHistogram(data.reinterpret(length));
          return CalibratorUpcall.DONE;
        });
  }
}
