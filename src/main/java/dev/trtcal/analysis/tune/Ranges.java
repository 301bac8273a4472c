package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.ValueHistogram;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What each rule would make of every kept tensor: one pass over the data. */
final class Ranges {
  private final List<Map<Rule, Float>> scales;
  private final List<Histogram> histograms;

  private Ranges(List<Histogram> histograms) {
    this.histograms = histograms;
    scales = histograms.stream().parallel().map(Ranges::scales).toList();
  }

  /**
   * Reads all data.
   *
   * @param network that hands out every kept tensor behind its own outputs
   */
  static Ranges of(
      Simulation simulation,
      NetworkRunner.Network network,
      BatchSource source,
      OptionalInt batch,
      ProgressListener progress) {
    int tensors = simulation.model().tensors().size();
    List<Histogram> histograms = new ArrayList<>();
    IntStream.range(0, tensors).forEach(i -> histograms.add(new Histogram()));
    Switches fp32 = Switches.fp32(simulation.model());
    long total = source.count().orElse(-1);
    long done = 0;
    source.rewind();
    try (NetworkRunner.Feed feed = simulation.feed(source, batch)) {
      int own = network.outputs().size() - tensors;
      for (int n = feed.next(); n > 0; n = feed.next()) {
        Interrupts.check("the search");
        try (NetworkRunner.Values values = network.run(feed, simulation.inputs(fp32))) {
          IntStream.range(0, tensors)
              .parallel()
              .forEach(i -> histograms.get(i).add(values.floats(own + i)));
        }
        done += n;
        progress.progress("finding ranges", done, total);
      }
    }
    return new Ranges(histograms);
  }

  private static Map<Rule, Float> scales(Histogram histogram) {
    Map<Rule, Float> scales = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      scales.put(rule, rule.scale(histogram));
    }
    return scales;
  }

  /** The values of each tensor that is not all zeros, by name. */
  Map<String, ValueHistogram> histograms(Simulation simulation) {
    Map<String, ValueHistogram> byName = new LinkedHashMap<>();
    for (int i = 0; i < histograms.size(); i++) {
      Histogram histogram = histograms.get(i);
      if (histogram.width() > 0) {
        byName.put(
            simulation.model().tensors().get(i).name(),
            new ValueHistogram(histogram.width(), histogram.counts()));
      }
    }
    return byName;
  }

  /** What the rules say of one tensor. */
  Map<Rule, Float> of(int tensor) {
    return scales.get(tensor);
  }

  /** One rule for all tensors, by name. */
  Map<String, Float> of(Rule rule, Simulation simulation) {
    Map<String, Float> byName = new HashMap<>();
    for (int i = 0; i < scales.size(); i++) {
      byName.put(simulation.model().tensors().get(i).name(), scales.get(i).get(rule));
    }
    return byName;
  }
}
