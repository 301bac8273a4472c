package dev.trtcal.tensorrt;

import dev.trtcal.CalibrationFailedException;

/** What becomes of work whose thread is interrupted. */
final class Interruption {
  private Interruption() {}

  /** What such work throws; the thread stays interrupted. */
  static CalibrationFailedException failure() {
    return new CalibrationFailedException(
        "calibration.interrupted", "interrupted: the build was ended, and no engine is written");
  }

  /** What a build throws that its monitor ended. */
  static CalibrationFailedException stopped(String phase) {
    return new CalibrationFailedException(
        "build.stopped", "the build was ended by its monitor in the phase " + phase);
  }

  /** Between two steps of work that do not look themselves. */
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw failure();
    }
  }
}
