package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT asks for the histograms of an earlier calibration; Legacy only.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*read_histogram)(int64_t context, const void** data, uint64_t* length);
 * }
 */
final class ReadHistogramUpcall implements trtcal_calibrator_callbacks.read_histogram.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.read_histogram.allocate(
          new ReadHistogramUpcall(), Arena.global());

  private ReadHistogramUpcall() {}

  @Override
  public int apply(long context, MemorySegment data, MemorySegment length) {
    return CalibratorUpcall.answer(
        context,
        calibrator -> CalibratorUpcall.put(calibrator.target().readHistogram(), data, length));
  }
}
