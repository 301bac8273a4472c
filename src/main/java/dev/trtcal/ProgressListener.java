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
}
