package dev.trtcal.tensorrt;

/** What the builder may do; TensorRT's flags of the same names. */
public enum BuilderFlag {
  FP16(0),
  INT8(1),
  DEBUG(2),
  GPU_FALLBACK(3),
  REFIT(4),
  DISABLE_TIMING_CACHE(5),
  /** On unless cleared. */
  TF32(6),
  SPARSE_WEIGHTS(7),
  SAFETY_SCOPE(8),
  OBEY_PRECISION_CONSTRAINTS(9),
  PREFER_PRECISION_CONSTRAINTS(10),
  DIRECT_IO(11),
  REJECT_EMPTY_ALGORITHMS(12),
  VERSION_COMPATIBLE(13),
  EXCLUDE_LEAN_RUNTIME(14),
  FP8(15),
  ERROR_ON_TIMING_CACHE_MISS(16),
  BF16(17),
  DISABLE_COMPILATION_CACHE(18),
  STRIP_PLAN(19),
  REFIT_IDENTICAL(20),
  WEIGHT_STREAMING(21),
  /** From TensorRT 10.1 on. */
  INT4(22),
  /** From TensorRT 10.2 on. */
  REFIT_INDIVIDUAL(23),
  /** From TensorRT 10.6 on. */
  STRICT_NANS(24),
  /** From TensorRT 10.6 on. */
  MONITOR_MEMORY(25),
  /** From TensorRT 10.8 on. */
  FP4(26),
  /** From TensorRT 10.8 on. */
  EDITABLE_TIMING_CACHE(27),
  /** From TensorRT 10.12 on. */
  DISTRIBUTIVE_INDEPENDENCE(28);

  private final int number;

  BuilderFlag(int number) {
    this.number = number;
  }

  /** TensorRT's number of it. */
  int number() {
    return number;
  }
}
