package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorNames;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calibrates without a GPU: runs the FP32 network in ONNX Runtime, observes every tensor that
 * TensorRT would calibrate, and applies TensorRT's own rules to what it saw.
 *
 * <p>Memory, whatever the amount of data: the model three times (parsed, rewritten, and as ONNX
 * Runtime holds it), what goes in and the observed activations of two batches, what ONNX Runtime
 * needs besides to compute them, and 16 KiB a tensor for its histogram. A smaller batch needs less,
 * but for the entropy algorithms the batch decides the result as well.
 *
 * <p>The result does not depend on the number of threads. Stateless; each call has memory and
 * threads of its own, so several may run at once.
 */
public final class CpuEngine implements CalibrationEngine {
  /**
   * The TensorRT whose rules these are, as its getInferLibVersion; stands in the cache's header.
   */
  static final int RULES_OF = 100600;

  /** Found by {@link java.util.ServiceLoader}. */
  public CpuEngine() {}

  @Override
  public String id() {
    return "cpu";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public List<Component> components() {
    return List.of(OrtRuntime.component());
  }

  @Override
  public String lossWithout() {
    return "no calibration without a GPU, no audit, compare or tune, and no check of tensors'"
        + " names";
  }

  @Override
  public CalibrationResult calibrate(Calibration calibration, ProgressListener progress) {
    refuseWhatNeedsTensorRt(calibration);
    CalibrationResult result = new CpuRun(calibration, progress).run();
    calibration.cache().ifPresent(file -> OutputFile.write(file, result.cache()));
    return result;
  }

  @Override
  public Optional<TensorNames> tensorNames(Path file, Algorithm algorithm, boolean beforeFusion) {
    if (OrtRuntime.component().status() != Component.Status.OK) {
      return Optional.empty();
    }
    ObservedModel observed =
        observe(OnnxModel.read(file), OrtRuntime.load(), algorithm, beforeFusion);
    List<String> names = observed.tensors().stream().map(ObservedTensor::name).toList();
    return Optional.of(new TensorNames(names, observed.assumptions()));
  }

  @Override
  public List<String> knownBuildFailures(Calibration calibration) {
    OnnxModel model = OnnxModel.read(calibration.model());
    List<String> failures = new ArrayList<>(SymbolClash.find(model, calibration));
    boolean fusing =
        calibration.algorithm() instanceof Algorithm.Entropy
            || calibration.algorithm() instanceof Algorithm.Legacy;
    if (fusing && OrtRuntime.component().status() == Component.Status.OK) {
      failures.addAll(
          observe(
                  model,
                  OrtRuntime.load(),
                  calibration.algorithm(),
                  calibration.buildOptions().beforeFusion())
              .failures());
    }
    return List.copyOf(failures);
  }

  private static void refuseWhatNeedsTensorRt(Calibration calibration) {
    if (calibration.plan().isPresent()) {
      throw new UsageException(
          "plan.unsupported",
          "engine cpu: an engine plan needs TensorRT and a GPU; calibrate without one here, and"
              + " build the plan from the cache on the GPU machine");
    }
  }

  static ObservedModel observe(
      OnnxModel model, OrtRuntime runtime, Algorithm algorithm, boolean beforeFusion) {
    Map<String, ValueType> types = Sessions.types(runtime, model);
    boolean entropy = algorithm instanceof Algorithm.Entropy;
    return !beforeFusion && (entropy || algorithm instanceof Algorithm.Legacy)
        ? ObservedModel.afterFusion(model, types, entropy)
        : ObservedModel.beforeFusion(model, types);
  }
}
