package dev.trtcal.tensorrt;

/** How grave TensorRT says a message is; in TensorRT's order. */
public enum LogSeverity {
  INTERNAL_ERROR,
  ERROR,
  WARNING,
  INFO,
  VERBOSE;

  /** TensorRT's number as a severity; one that is not known counts as verbose. */
  static LogSeverity of(int number) {
    return number >= 0 && number < values().length ? values()[number] : VERBOSE;
  }
}
