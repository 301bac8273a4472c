package dev.trtcal;

/**
 * Hears how far a calibration has come. It is called on the thread that does the work, one call of
 * {@link #progress} or {@link #cacheWritten} at a time, so it should be quick; what it throws ends
 * the calibration, which then throws it. A caller who was interrupted hears nothing more once
 * {@link Calibration#run} has returned.
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

  /**
   * Told of the parts that TensorRT's work is made of: parts have parts, and several may be going
   * on at once. Unlike {@link #progress} it may be called on any thread.
   *
   * @param part its name, which no other part that is going on has
   * @param of the part that it belongs to; empty for an outermost one
   * @param done steps done, from 0
   * @param total steps of this part, at least 1; told once with {@code done} as large, the part is
   *     over
   */
  default void part(String part, String of, long done, long total) {}

  /**
   * Told when the calibration cache is whole and saved and an engine is still to be built, which
   * may take long, or fail: the cache stays then.
   *
   * @param soFar what the calibration will return, but for what building the engine adds to its
   *     notes
   */
  default void cacheWritten(CalibrationResult soFar) {}
}
