package dev.trtcal.analysis.compare;

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
  public Cause {
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(diagnosis, "diagnosis");
  }
}
