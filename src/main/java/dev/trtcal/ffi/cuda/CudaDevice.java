package dev.trtcal.ffi.cuda;

/**
 * A GPU.
 *
 * @param name as NVIDIA calls it
 * @param major compute capability before the point
 * @param minor compute capability after the point
 */
public record CudaDevice(String name, int major, int minor) {
  /** As {@code NVIDIA H200 (compute capability 9.0)}. */
  @Override
  public String toString() {
    return name + " (compute capability " + major + "." + minor + ")";
  }
}
