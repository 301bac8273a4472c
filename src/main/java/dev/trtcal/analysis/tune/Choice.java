package dev.trtcal.analysis.tune;

import java.util.Objects;

/**
 * What was chosen for one tensor.
 *
 * @param tensor its name
 * @param scale threshold / 127, in the tensor's own unit per INT8 step
 * @param rule how it came about: a rule's name, or a factor on what stood before
 * @param minMaxScale what MinMax would write
 */
public record Choice(String tensor, float scale, String rule, float minMaxScale) {
  public Choice {
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(rule, "rule");
  }
}
