package dev.trtcal.tensorrt;

import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.HardwareCompatibility;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A calibration's build options, as TensorRT is told them and as a plan's sidecar names them. */
final class BuildSettings {
  private BuildSettings() {}

  static void apply(Calibration calibration, BuilderConfig config) {
    BuildOptions options = calibration.buildOptions();
    config.set(BuilderFlag.INT8, true);
    config.set(BuilderFlag.FP16, options.fp16());
    config.set(BuilderFlag.TF32, options.tf32());
    config.set(BuilderFlag.VERSION_COMPATIBLE, options.versionCompatible());
    config.setProfilingVerbosity(ProfilingVerbosity.DETAILED);
    if (options.beforeFusion()) {
      config.set(QuantizationFlag.CALIBRATE_BEFORE_FUSION, true);
    }
    if (options.hardwareCompatibility() != HardwareCompatibility.NONE) {
      config.setHardwareCompatibility(options.hardwareCompatibility());
    }
    options.workspaceBytes().ifPresent(config::setWorkspace);
    if (options.optimizationLevel().isPresent()) {
      config.setOptimizationLevel(options.optimizationLevel().getAsInt());
    } else if (calibration.plan().isEmpty()) {
      // The build ends with the calibration; the level changes neither the tensors nor their
      // scales.
      config.setOptimizationLevel(0);
    }
  }

  /** Those that are not TensorRT's defaults for an INT8 build, by the command's names. */
  static Map<String, String> describe(BuildOptions options) {
    Map<String, String> told = new TreeMap<>();
    flag(told, "fp16", options.fp16());
    flag(told, "tf32", options.tf32());
    flag(told, "before-fusion", options.beforeFusion());
    flag(told, "version-compatible", options.versionCompatible());
    options
        .optimizationLevel()
        .ifPresent(level -> told.put("optimization-level", String.valueOf(level)));
    options.workspaceBytes().ifPresent(bytes -> told.put("workspace", String.valueOf(bytes)));
    if (options.hardwareCompatibility() != HardwareCompatibility.NONE) {
      told.put(
          "hardware-compatible",
          options.hardwareCompatibility().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return told;
  }

  private static void flag(Map<String, String> told, String name, boolean on) {
    if (on) {
      told.put(name, "true");
    }
  }
}
