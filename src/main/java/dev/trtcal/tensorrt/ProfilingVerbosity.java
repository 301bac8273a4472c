package dev.trtcal.tensorrt;

/** How much an engine tells about its layers; TensorRT's values of the same names. */
public enum ProfilingVerbosity {
  LAYER_NAMES_ONLY(0),
  NONE(1),
  DETAILED(2);

  private final int number;

  ProfilingVerbosity(int number) {
    this.number = number;
  }

  /** TensorRT's number of it. */
  int number() {
    return number;
  }
}
