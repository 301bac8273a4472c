package dev.trtcal;

/**
 * Hears how far a calibration has come; called on the thread that runs it, so it should be quick.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = (phase, done, total) -> {};

  /**
   * Told once before the first step and after each.
   *
   * @param phase what is being done, such as {@code calibrating}
   * @param done steps done in this phase, from 0
   * @param total steps of this phase, or -1 when nobody knows
   */
  void progress(String phase, long done, long total);
}
