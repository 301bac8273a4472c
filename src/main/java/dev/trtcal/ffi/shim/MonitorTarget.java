package dev.trtcal.ffi.shim;

import java.util.Optional;

/** What a build tells of its way, on any of its threads. */
public interface MonitorTarget {
  /**
   * A phase begins.
   *
   * @param parent the phase that it is part of
   */
  void phaseStart(String phase, Optional<String> parent, int steps);

  /**
   * A step of a phase is done.
   *
   * @return false to end the build
   */
  boolean stepComplete(String phase, int step);

  /** A phase is over. */
  void phaseFinish(String phase);

  /**
   * One of the methods above threw; the build is being ended.
   *
   * @param thrown what it threw, an Error included
   */
  void failed(Throwable thrown);
}
