package dev.trtcal.ffi.shim;

/**
 * What a calibrator's number stands for.
 *
 * @param target is asked
 * @param arguments what TensorRT passed to it last
 */
record RegisteredCalibrator(CalibratorTarget target, BatchArguments arguments) {
  RegisteredCalibrator(CalibratorTarget target) {
    this(target, new BatchArguments());
  }
}
