package dev.trtcal;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Why a threshold is what it is, where the engine can tell.
 *
 * @param bin the histogram bin that decided, of 2048, counted as docs/algorithms.md counts it;
 *     empty where no histogram took part
 * @param rangeUsed threshold over the largest magnitude observed; above 1 when it lies beyond all
 *     values
 * @param runnerUp the threshold that came second among those at least 1 % away; in the tensor's own
 *     unit; empty where there was no search
 * @param runnerUpExcess by how much the second's divergence is larger, relative to the choice's;
 *     below 0.001 the rounding of the activations may decide otherwise on another machine
 */
public record Evidence(
    OptionalInt bin, double rangeUsed, OptionalDouble runnerUp, OptionalDouble runnerUpExcess) {
  public Evidence {
    Objects.requireNonNull(bin, "bin");
    Objects.requireNonNull(runnerUp, "runnerUp");
    Objects.requireNonNull(runnerUpExcess, "runnerUpExcess");
  }
}
