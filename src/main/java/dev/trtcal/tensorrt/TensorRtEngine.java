package dev.trtcal.tensorrt;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.ProgressListener;
import java.util.List;

/**
 * Calibrates with TensorRT's own calibrators on an NVIDIA GPU; what {@link Calibration#run()} takes
 * where there is one.
 */
public final class TensorRtEngine implements CalibrationEngine {

  /** Made by {@link java.util.ServiceLoader}; costs nothing until it is asked. */
  public TensorRtEngine() {}

  @Override
  public String id() {
    return "tensorrt";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public List<Component> components() {
    return TensorRtComponents.list();
  }

  @Override
  public CalibrationResult calibrate(Calibration calibration, ProgressListener progress) {
    return new CalibrationRun(calibration, progress).run();
  }
}
