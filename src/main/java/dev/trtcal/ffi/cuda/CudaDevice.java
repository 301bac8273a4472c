package dev.trtcal.ffi.cuda;

/**
 * A GPU.
 *
 * @param name as NVIDIA calls it
 * @param major compute capability before the point
 * @param minor compute capability after the point
 */
public record CudaDevice(String name, int major, int minor) {
  /** The compute capability as one number: 90 for 9.0. */
  public int capability() {
    return 10 * major + minor;
  }

  /**
   * How it multiplies INT8, in words. NVIDIA's support matrix of TensorRT 10: tensor cores do from
   * 7.2 on, the instruction DP4A of 6.1 and 7.0 besides.
   */
  public String int8() {
    if (capability() >= 72) {
      return "INT8 on tensor cores";
    }
    return hasInt8() ? "INT8 without tensor cores" : "no INT8";
  }

  /** Whether it multiplies INT8 faster than FP32. */
  public boolean hasInt8() {
    return capability() == 61 || capability() >= 70;
  }

  /** As {@code NVIDIA H200 (compute capability 9.0)}. */
  @Override
  public String toString() {
    return name + " (compute capability " + major + "." + minor + ")";
  }
}
