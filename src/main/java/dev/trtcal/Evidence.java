package dev.trtcal;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Why a threshold is what it is, where the engine can tell.
 *
 * @param bin the histogram bin that decided, of 2048, counted as docs/algorithms.md counts it;
 *     empty where no histogram took part
 * @param binWidth width of the histogram's bins, in the tensor's own unit; empty where no histogram
 *     took part, or none with a range
 * @param rangeUsed threshold over the largest magnitude observed; above 1 when it lies beyond all
 *     values
 * @param runnerUp the threshold that came second among those at least 1 % away; in the tensor's own
 *     unit; empty where there was no search
 * @param runnerUpExcess by how much the second's divergence is larger, relative to the choice's
 * @param measuredOn what was measured instead of the tensor, as TensorRT does it: the tensor that a
 *     pool reads, or the buffer that the tensor shares with others; empty for nearly all
 */
public record Evidence(
    OptionalInt bin,
    OptionalDouble binWidth,
    double rangeUsed,
    OptionalDouble runnerUp,
    OptionalDouble runnerUpExcess,
    Optional<String> measuredOn) {
  /**
   * Divergences closer than this, relative to the choice's, are told apart by the rounding of the
   * activations alone: 2e-4 was seen to flip between convolution implementations.
   */
  public static final double TIE = 1e-3;

  public Evidence {
    Objects.requireNonNull(bin, "bin");
    Objects.requireNonNull(binWidth, "binWidth");
    Objects.requireNonNull(runnerUp, "runnerUp");
    Objects.requireNonNull(runnerUpExcess, "runnerUpExcess");
    Objects.requireNonNull(measuredOn, "measuredOn");
  }

  /** Whether the second was so close that another machine might choose it. */
  public boolean nearTie() {
    return runnerUp.isPresent()
        && runnerUpExcess.isPresent()
        && runnerUpExcess.getAsDouble() <= TIE;
  }
}
