package dev.trtcal.tensorrt;

import java.util.Optional;

/**
 * Hears how a build goes, and may end it. TensorRT calls it on any thread of the build, so it must
 * be quick and thread-safe; what it throws ends the build, which then throws it.
 */
public interface BuildMonitor {
  /** Hears nothing and lets every build go on. */
  BuildMonitor NONE = new BuildMonitor() {};

  /**
   * A phase begins; several may be going on at once, under different names.
   *
   * @param parent the phase that it is part of
   * @param steps how many steps it will have
   */
  default void phaseStart(String phase, Optional<String> parent, int steps) {}

  /**
   * A step of a phase is done.
   *
   * @param step from 0
   * @return false to end the build, which then throws a {@link
   *     dev.trtcal.CalibrationFailedException} with the code {@code build.stopped}
   */
  default boolean stepComplete(String phase, int step) {
    return true;
  }

  /** A phase is over, perhaps before its last step. */
  default void phaseFinish(String phase) {}
}
