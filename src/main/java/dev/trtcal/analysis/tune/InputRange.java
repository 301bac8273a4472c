package dev.trtcal.analysis.tune;

import dev.trtcal.UsageException;

/**
 * The values that a network's input can hold, whatever the data at hand show of them.
 *
 * @param least finite
 * @param largest finite, above {@code least}
 */
public record InputRange(float least, float largest) {
  public InputRange {
    if (!(least < largest) || Float.isInfinite(least) || Float.isInfinite(largest)) {
      throw new UsageException(
          "range.invalid",
          "input range " + least + "," + largest + ": give two finite numbers, the smaller first");
    }
  }
}
