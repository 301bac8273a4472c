package dev.trtcal.cpu;

import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import dev.trtcal.algorithm.Threshold;
import dev.trtcal.onnx.ObservedModel;
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

  static Findings of(ObservedModel observed, Observation observation, Workers workers) {
    Map<Source, Threshold> thresholds = observation.thresholds(workers);
    List<TensorRange> ranges = new ArrayList<>();
    List<String> nearTies = new ArrayList<>();
    int copied = 0;
    for (ObservedTensor tensor : observed.tensors()) {
      Source decisive = tensor.source();
      if (tensor.resultOf().isPresent()) {
        copied++;
        decisive = observed.tensors().get(tensor.resultOf().getAsInt()).source();
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
              Optional.of(evidence(threshold))));
    }
    return new Findings(ranges, notes(copied, nearTies, ranges.size()));
  }

  private static Evidence evidence(Threshold threshold) {
    Optional<Threshold.Search> search =
        threshold.search().filter(found -> found.runnerUpBin().isPresent());
    if (search.isEmpty()) {
      return new Evidence(
          threshold.bin(), threshold.rangeUsed(), OptionalDouble.empty(), OptionalDouble.empty());
    }
    double chosen = threshold.bin().orElseThrow() + 0.5;
    double second = search.get().runnerUpBin().orElseThrow() + 0.5;
    double excess = search.get().runnerUpDivergence() / search.get().divergence() - 1;
    return new Evidence(
        threshold.bin(),
        threshold.rangeUsed(),
        OptionalDouble.of(threshold.value() * second / chosen),
        Double.isFinite(excess) ? OptionalDouble.of(excess) : OptionalDouble.empty());
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
