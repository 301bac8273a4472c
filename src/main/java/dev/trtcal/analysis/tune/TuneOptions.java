package dev.trtcal.analysis.tune;

import dev.trtcal.UsageException;
import dev.trtcal.analysis.Labels;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to tune.
 *
 * @param labels true classes, where they are known; else the search follows FP32's answers
 * @param budget what INT8 may cost before layers are kept in floating point
 * @param seed decides which half of the data the search looks at
 * @param trials settings that the threshold search may score, each on half the data; those given up
 *     on the way count for what they have seen; empty: 160, down to 32 where the network is large
 * @param inputRange what the network's input can hold, where it is known: data that use little of
 *     it are judged a second time, stretched to all of it
 * @param batch samples a batch
 * @param threads threads of the runtime
 * @param state where decisions are kept, so that a search that was stopped can go on
 */
public record TuneOptions(
    Optional<Labels> labels,
    Budget budget,
    long seed,
    OptionalInt trials,
    Optional<InputRange> inputRange,
    OptionalInt batch,
    OptionalInt threads,
    Optional<Path> state) {
  public TuneOptions {
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(trials, "trials");
    Objects.requireNonNull(inputRange, "inputRange");
    Objects.requireNonNull(batch, "batch");
    Objects.requireNonNull(threads, "threads");
    Objects.requireNonNull(state, "state");
    if (trials.isPresent() && trials.getAsInt() < 1) {
      throw new UsageException(
          "trials.invalid", "trials " + trials.getAsInt() + ": must be at least 1");
    }
    if (!(budget.points() >= 0)) {
      throw new UsageException(
          "budget.invalid", "budget " + budget.points() + ": must be 0 points or more");
    }
  }
}
