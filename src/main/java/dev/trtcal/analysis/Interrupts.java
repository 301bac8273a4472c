package dev.trtcal.analysis;

import dev.trtcal.CalibrationFailedException;

/** How an analysis is cancelled: by interrupting its thread. */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Goes on unless the thread was interrupted, which it stays.
   *
   * @param what is being done, such as {@code the comparison}
   * @throws CalibrationFailedException {@code analysis.interrupted} when it was
   */
  public static void check(String what) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CalibrationFailedException("analysis.interrupted", what + " was interrupted");
    }
  }
}
