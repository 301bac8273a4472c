package dev.trtcal.tensorrt;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.ffi.cuda.CudaRuntime;
import dev.trtcal.ffi.shim.Shim;
import dev.trtcal.ffi.shim.TensorRtLibraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    List<Component> components = new ArrayList<>();
    components.add(Shim.component());
    components.add(CudaRuntime.component());
    components.addAll(TensorRtLibraries.components());
    components.add(CudaRuntime.gpu());
    return List.copyOf(components);
  }

  @Override
  public Optional<String> objection(Calibration calibration) {
    if (!calibration.algorithm().isTensorRts()) {
      return Optional.of("TensorRT has no calibrator for " + calibration.algorithm().id());
    }
    return calibration.histogramRange() == HistogramRange.WHOLE_SET
        ? Optional.of("TensorRT's histograms take their range from the first batch")
        : Optional.empty();
  }

  @Override
  public CalibrationResult calibrate(Calibration calibration, ProgressListener progress) {
    return new CalibrationRun(calibration, progress).run();
  }
}
