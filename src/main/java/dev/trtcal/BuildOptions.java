package dev.trtcal;

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
 */
public record BuildOptions(
    boolean fp16,
    boolean tf32,
    boolean beforeFusion,
    OptionalInt optimizationLevel,
    OptionalLong workspaceBytes) {
  /** INT8 and FP32 only, TensorRT's own defaults elsewhere. */
  public static final BuildOptions DEFAULT =
      new BuildOptions(false, false, false, OptionalInt.empty(), OptionalLong.empty());
}
