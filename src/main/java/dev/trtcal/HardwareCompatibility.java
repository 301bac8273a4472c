package dev.trtcal;

/** On which GPUs besides the one it was built on an engine is to run; TensorRT's levels. */
public enum HardwareCompatibility {
  /** Only on the GPU model it was built on; the fastest. */
  NONE(0),
  /** On every GPU of compute capability 8.0 and newer; some kernels are then not used. */
  AMPERE_PLUS(1),
  /** On every GPU of the same compute capability; from TensorRT 10.9 on. */
  SAME_COMPUTE_CAPABILITY(2);

  private final int number;

  HardwareCompatibility(int number) {
    this.number = number;
  }

  /** TensorRT's number of it. */
  public int number() {
    return number;
  }
}
