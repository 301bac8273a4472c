package dev.trtcal.tensorrt;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.ffi.cuda.CudaRuntime;
import dev.trtcal.ffi.shim.BuilderResource;
import dev.trtcal.ffi.shim.Shim;
import dev.trtcal.ffi.shim.TensorRtLibraries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
    Component gpu = CudaRuntime.gpu();
    components.add(gpu);
    components.stream()
        .filter(component -> component.name().equals(TensorRtLibraries.NVINFER_NAME))
        .filter(component -> component.status() == Component.Status.OK)
        .findFirst()
        .ifPresent(nvinfer -> components.add(builderResource(nvinfer, gpu)));
    return List.copyOf(components);
  }

  private static Component builderResource(Component nvinfer, Component gpu) {
    OptionalInt capability =
        gpu.status() == Component.Status.OK
            ? OptionalInt.of(CudaRuntime.load().device(0).capability())
            : OptionalInt.empty();
    return BuilderResource.component(Path.of(nvinfer.path()), nvinfer.version(), capability);
  }

  @Override
  public List<Component> diagnosis() {
    List<Component> all = new ArrayList<>(components());
    boolean gpu =
        all.stream()
            .anyMatch(
                component ->
                    component.name().equals(CudaRuntime.GPU)
                        && component.status() == Component.Status.OK);
    if (gpu) {
      all.add(HostLimits.pinned());
    }
    all.addAll(HostLimits.components());
    return List.copyOf(all);
  }

  @Override
  public String lossWithout() {
    return "no calibration on a GPU and no engine plan; --engine cpu calibrates all the same, and"
        + " its cache builds on a machine that has them";
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
