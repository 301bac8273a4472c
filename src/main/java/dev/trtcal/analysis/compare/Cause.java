package dev.trtcal.analysis.compare;

import java.util.Locale;
import java.util.Objects;

/**
 * A tensor that costs the network's output something.
 *
 * @param tensor its name
 * @param diagnosis what is wrong with it
 * @param share its part of what all measured tensors cost, each quantized alone; 0 to 1
 * @param regained part of the whole loss that comes back when it alone stays in floating point;
 *     below 0 when it makes up for others
 */
public record Cause(String tensor, Diagnosis diagnosis, double share, double regained) {
  /** What to say where there is none. */
  public static final String NONE = "no cause stands out: what is left is INT8's rounding";

  public Cause {
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(diagnosis, "diagnosis");
  }

  /** What it costs, in words. */
  public String cost() {
    return String.format(
        Locale.ROOT,
        "%.0f %% of what all tensors cost one by one; in floating point %.0f %% of the loss comes"
            + " back",
        100 * share,
        100 * regained);
  }
}
