package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.HistogramEntry;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Between TensorRT's histogram cache and the engine's statistics, in both directions. */
final class KeptHistograms {
  private KeptHistograms() {}

  /** What was observed, as TensorRT would keep it. */
  static HistogramCache of(List<ObservedTensor> tensors, Observation observation) {
    List<HistogramEntry> entries = new ArrayList<>();
    for (ObservedTensor tensor : tensors) {
      Histogram histogram =
          ((Statistics.OfHistogram) observation.statistics(tensor.source())).histogram();
      entries.add(
          new HistogramEntry(
              tensor.name(), histogram.width(), histogram.maxAbs(), histogram.counts()));
    }
    return new HistogramCache(entries);
  }

  /**
   * What an algorithm finds on kept histograms.
   *
   * @param tensors that were kept: others are left out
   */
  static Findings findings(
      List<ObservedTensor> tensors, HistogramCache kept, Algorithm algorithm, Workers workers) {
    Map<String, HistogramEntry> byName = kept.byName();
    Map<Source, Histogram> histograms = new LinkedHashMap<>();
    Map<Integer, Integer> places = new HashMap<>();
    List<ObservedTensor> byThemselves = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      HistogramEntry entry = byName.get(tensors.get(i).name());
      if (entry != null) {
        // Tensors that share their values here may have been measured apart there.
        Source own = new Source.Input(entry.name());
        histograms.put(
            own, Histogram.of(entry.counts(), (float) entry.width(), (float) entry.maxAbs()));
        places.put(i, byThemselves.size());
        byThemselves.add(new ObservedTensor(entry.name(), own, read(tensors.get(i), places)));
      }
    }
    Observation observation =
        new Observation(
            byThemselves,
            algorithm,
            source -> new Statistics.OfHistogram(algorithm, histograms.get(source)));
    return Findings.of(byThemselves, observation, workers);
  }

  /** The tensor whose result a pool's output has, at its place among those that were kept. */
  private static OptionalInt read(ObservedTensor tensor, Map<Integer, Integer> places) {
    return tensor.resultOf().isPresent() && places.containsKey(tensor.resultOf().getAsInt())
        ? OptionalInt.of(places.get(tensor.resultOf().getAsInt()))
        : OptionalInt.empty();
  }
}
