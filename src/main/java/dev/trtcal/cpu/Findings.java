package dev.trtcal.cpu;

import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import dev.trtcal.algorithm.Threshold;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the statistics say of each tensor.
 *
 * @param ranges in the network's order
 * @param notes what the user should know of them
 */
record Findings(List<TensorRange> ranges, List<String> notes) {
  Findings {
    ranges = List.copyOf(ranges);
    notes = List.copyOf(notes);
  }

  static Findings of(List<ObservedTensor> tensors, Observation observation, Workers workers) {
    Map<Source, Threshold> thresholds = observation.thresholds(workers);
    List<TensorRange> ranges = new ArrayList<>();
    List<String> nearTies = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    int copied = 0;
    for (ObservedTensor tensor : tensors) {
      Source decisive = tensor.source();
      Optional<String> measuredOn = Optional.empty();
      if (tensor.resultOf().isPresent()) {
        copied++;
        ObservedTensor read = tensors.get(tensor.resultOf().getAsInt());
        decisive = read.source();
        measuredOn = Optional.of(read.name());
      } else if (decisive instanceof Source.Start start) {
        shared.add(tensor.name());
        measuredOn = Optional.of("the start of " + start.label());
      }
      Threshold threshold = thresholds.get(decisive);
      if (threshold.search().filter(Threshold.Search::nearTie).isPresent()) {
        nearTies.add(tensor.name());
      }
      Statistics own = observation.statistics(tensor.source());
      ranges.add(
          new TensorRange(
              tensor.name(),
              threshold.scale(),
              OptionalDouble.of(own.maxAbs()),
              own.shareBeyond(threshold.value()),
              Optional.of(
                  evidence(threshold, observation.statistics(decisive).binWidth(), measuredOn))));
    }
    List<String> notes = notes(copied, nearTies, ranges.size());
    if (!shared.isEmpty()) {
      notes.add(
          "TensorRT measures these in a buffer that they share with others, on others' values in"
              + " part, and so does this: "
              + String.join(", ", shared));
    }
    return new Findings(ranges, notes);
  }

  private static Evidence evidence(
      Threshold threshold, OptionalDouble binWidth, Optional<String> measuredOn) {
    OptionalDouble runnerUp = OptionalDouble.empty();
    OptionalDouble excess = OptionalDouble.empty();
    Optional<Threshold.Search> search =
        threshold.search().filter(found -> found.runnerUpBin().isPresent());
    if (search.isPresent()) {
      double chosen = threshold.bin().orElseThrow() + 0.5;
      double second = search.get().runnerUpBin().orElseThrow() + 0.5;
      double relative = search.get().runnerUpDivergence() / search.get().divergence() - 1;
      runnerUp = OptionalDouble.of(threshold.value() * second / chosen);
      excess = Double.isFinite(relative) ? OptionalDouble.of(relative) : OptionalDouble.empty();
    }
    return new Evidence(
        threshold.bin(), binWidth, threshold.rangeUsed(), runnerUp, excess, measuredOn);
  }

  private static List<String> notes(int copied, List<String> nearTies, int tensors) {
    List<String> notes = new ArrayList<>();
    if (copied > 0) {
      notes.add(
          copied
              + (copied == 1 ? " pooling output carries" : " pooling outputs carry")
              + " the scale of what the pool reads, as TensorRT does");
    }
    if (!nearTies.isEmpty()) {
      notes.add(
          nearTies.size()
              + " of "
              + tensors
              + " tensors sit on a near tie, where TensorRT's rounding may choose otherwise: "
              + String.join(", ", nearTies));
    }
    return notes;
  }
}
