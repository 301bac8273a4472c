package dev.trtcal;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How TensorRT is to build; the CPU engine takes no notice.
 *
 * @param fp16 allow FP16 where INT8 does not run
 * @param tf32 allow TF32 in what stays FP32
 * @param beforeFusion let Entropy and Legacy measure before layer fusion, as Entropy2 and MinMax
 *     always do
 * @param optimizationLevel 0 to 5; TensorRT's default is 3. Level 0 hides INT8 errors: judge
 *     accuracy at 1 or 2
 * @param workspaceBytes most device memory a layer may use while it is built
 * @param keepFp32 layers that must compute in FP32: names of layers, or of the tensors that they
 *     compute, in which {@code *} stands for any characters and {@code ?} for one. A network input
 *     stands for the layers that read it
 * @param versionCompatible build an engine that later minor versions of TensorRT load too
 * @param hardwareCompatibility on which other GPUs the engine is to run
 * @param timingCache file that keeps what TensorRT measures, for the next build; made when missing
 */
public record BuildOptions(
    boolean fp16,
    boolean tf32,
    boolean beforeFusion,
    OptionalInt optimizationLevel,
    OptionalLong workspaceBytes,
    List<String> keepFp32,
    boolean versionCompatible,
    HardwareCompatibility hardwareCompatibility,
    Optional<Path> timingCache) {
  /** INT8 and FP32 only, TensorRT's own defaults elsewhere. */
  public static final BuildOptions DEFAULT = builder().build();

  public BuildOptions {
    Objects.requireNonNull(optimizationLevel, "optimizationLevel");
    Objects.requireNonNull(workspaceBytes, "workspaceBytes");
    keepFp32 = List.copyOf(keepFp32);
    Objects.requireNonNull(hardwareCompatibility, "hardwareCompatibility");
    Objects.requireNonNull(timingCache, "timingCache");
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the options that are not left at their defaults. */
  public static final class Builder {
    private boolean fp16;
    private boolean tf32;
    private boolean beforeFusion;
    private OptionalInt optimizationLevel = OptionalInt.empty();
    private OptionalLong workspaceBytes = OptionalLong.empty();
    private List<String> keepFp32 = List.of();
    private boolean versionCompatible;
    private HardwareCompatibility hardwareCompatibility = HardwareCompatibility.NONE;
    private Optional<Path> timingCache = Optional.empty();

    private Builder() {}

    public Builder fp16(boolean allow) {
      fp16 = allow;
      return this;
    }

    public Builder tf32(boolean allow) {
      tf32 = allow;
      return this;
    }

    public Builder beforeFusion(boolean before) {
      beforeFusion = before;
      return this;
    }

    /** 0 to 5. */
    public Builder optimizationLevel(int level) {
      if (level < 0 || level > 5) {
        throw new UsageException(
            "level.invalid", "optimization level " + level + ": must be 0 to 5");
      }
      optimizationLevel = OptionalInt.of(level);
      return this;
    }

    /** At least 0. */
    public Builder workspaceBytes(long bytes) {
      if (bytes < 0) {
        throw new UsageException(
            "workspace.invalid", "workspace " + bytes + ": must be at least 0 bytes");
      }
      workspaceBytes = OptionalLong.of(bytes);
      return this;
    }

    public Builder keepFp32(List<String> patterns) {
      keepFp32 = List.copyOf(patterns);
      return this;
    }

    public Builder versionCompatible(boolean compatible) {
      versionCompatible = compatible;
      return this;
    }

    public Builder hardwareCompatibility(HardwareCompatibility compatibility) {
      hardwareCompatibility = Objects.requireNonNull(compatibility, "compatibility");
      return this;
    }

    public Builder timingCache(Path file) {
      timingCache = Optional.of(file);
      return this;
    }

    public BuildOptions build() {
      return new BuildOptions(
          fp16,
          tf32,
          beforeFusion,
          optimizationLevel,
          workspaceBytes,
          keepFp32,
          versionCompatible,
          hardwareCompatibility,
          timingCache);
    }
  }
}
