package dev.trtcal.analysis.tune;

import java.util.List;

/**
 * How a setting did as the samples went by.
 *
 * @param after its score after each batch, of all samples until then; ends where it was given up
 * @param finished whether it was scored on all samples
 */
record Course(List<Score> after, boolean finished) {
  Course {
    after = List.copyOf(after);
  }

  /** On all samples that it was scored on. */
  Score score() {
    return after.get(after.size() - 1);
  }
}
