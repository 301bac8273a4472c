package dev.trtcal;

import java.util.List;

/**
 * Whether an engine can run on this machine.
 *
 * @param available true when a calibration could start now
 * @param description the engine and its version in words, or what is missing in one line
 * @param reasons when not available: every place tried and every lack, one a line; else empty
 */
public record Availability(boolean available, String description, List<String> reasons) {
  public Availability {
    reasons = List.copyOf(reasons);
  }
}
