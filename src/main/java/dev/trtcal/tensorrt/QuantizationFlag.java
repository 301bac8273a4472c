package dev.trtcal.tensorrt;

/** How calibration sees the network; TensorRT's flags of the same names. */
public enum QuantizationFlag {
  /** Entropy and Legacy measure before layer fusion, as Entropy2 and MinMax always do. */
  CALIBRATE_BEFORE_FUSION(0);

  private final int number;

  QuantizationFlag(int number) {
    this.number = number;
  }

  /** TensorRT's number of it. */
  int number() {
    return number;
  }
}
