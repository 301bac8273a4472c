package dev.trtcal.cli;

import dev.trtcal.BuildOptions;
import dev.trtcal.HardwareCompatibility;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How TensorRT is to build. */
final class BuilderOptions {
  /** What {@code --hardware-compatible} takes. */
  enum Level {
    ampere_plus(HardwareCompatibility.AMPERE_PLUS),
    same_compute_capability(HardwareCompatibility.SAME_COMPUTE_CAPABILITY);

    private final HardwareCompatibility compatibility;

    Level(HardwareCompatibility compatibility) {
      this.compatibility = compatibility;
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Option(names = "--fp16", description = "Allow FP16 where INT8 does not run.")
  private boolean fp16;

  @Option(names = "--tf32", description = "Allow TF32 in what stays FP32.")
  private boolean tf32;

  @Option(
      names = "--before-fusion",
      description = "Let entropy and legacy measure before layer fusion.")
  private boolean beforeFusion;

  @Option(
      names = "--optimization-level",
      paramLabel = "0-5",
      description = "Higher builds slower and runs faster (TensorRT's default: 3).")
  private Integer level;

  @Option(
      names = "--workspace",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Device memory a layer may use, such as 512M or 2G.")
  private Long workspace;

  @Option(
      names = "--keep-fp32",
      paramLabel = "PATTERN|@FILE",
      description =
          "Layers that must compute in FP32, by their names or those of their tensors; * stands for any characters, ? for one. @FILE: one pattern a line, or what tune --json printed. May be given several times.")
  private List<String> keepFp32 = new ArrayList<>();

  @Option(
      names = "--timing-cache",
      paramLabel = "FILE",
      description =
          "Take from here what earlier builds measured, and add what this one does: builds again are faster.")
  private Path timingCache;

  @Option(
      names = "--version-compatible",
      description = "Build an engine that later minor versions of TensorRT load too.")
  private boolean versionCompatible;

  @Option(
      names = "--hardware-compatible",
      arity = "0..1",
      paramLabel = "LEVEL",
      fallbackValue = "ampere-plus",
      description =
          "Build an engine for other GPUs too: ${COMPLETION-CANDIDATES} (without a level: ampere-plus).")
  private Level hardware;

  BuildOptions toOptions() {
    BuildOptions.Builder options =
        BuildOptions.builder()
            .fp16(fp16)
            .tf32(tf32)
            .beforeFusion(beforeFusion)
            .keepFp32(LayerPatterns.read(keepFp32))
            .versionCompatible(versionCompatible);
    if (level != null) {
      options.optimizationLevel(level);
    }
    if (workspace != null) {
      options.workspaceBytes(workspace);
    }
    if (timingCache != null) {
      options.timingCache(timingCache);
    }
    if (hardware != null) {
      options.hardwareCompatibility(hardware.compatibility);
    }
    return options.build();
  }
}
