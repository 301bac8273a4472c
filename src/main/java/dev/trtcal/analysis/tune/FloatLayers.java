package dev.trtcal.analysis.tune;

import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds few layers that must stay in floating point for INT8 to hold a budget: adds the one that
 * helps most until it does, then takes back each that is not needed any more.
 */
final class FloatLayers {
  /** Beyond this INT8 is not what the network wants. */
  private static final int MOST = 16;

  /** Of the candidates so many are scored in each round, the best of the round before first. */
  private static final int SCORED = 12;

  private final Simulation simulation;
  private final Map<String, Float> scales;
  private final Judge judge;
  private final Budget budget;
  private final long ranking;
  private final ProgressListener progress;
  private final Set<String> kept = new LinkedHashSet<>();

  /**
   * @param ranking samples on which layers are ranked; whether the budget holds all samples tell
   */
  FloatLayers(
      Simulation simulation,
      Map<String, Float> scales,
      Judge judge,
      Budget budget,
      long ranking,
      ProgressListener progress) {
    this.simulation = simulation;
    this.scales = scales;
    this.judge = judge;
    this.budget = budget;
    this.ranking = ranking;
    this.progress = progress;
  }

  /** Names of the layers, the most useful first; empty when INT8 holds the budget without any. */
  List<String> find() {
    List<String> candidates = candidates();
    Score now = judge.score(settings(kept));
    while (!now.holds(budget) && kept.size() < MOST && !candidates.isEmpty()) {
      progress.progress("keeping layers in floating point", kept.size(), MOST);
      List<Score> scores = judge.score(candidates.stream().map(this::with).toList(), ranking);
      List<String> before = candidates;
      List<Integer> order =
          IntStream.range(0, before.size())
              .boxed()
              .sorted(Comparator.comparingDouble(i -> scores.get(i).loss()))
              .toList();
      kept.add(before.get(order.get(0)));
      now = judge.score(settings(kept));
      candidates = order.stream().skip(1).limit(SCORED).map(before::get).toList();
    }
    takeBack();
    return List.copyOf(kept);
  }

  private void takeBack() {
    for (String layer : List.copyOf(kept)) {
      Set<String> fewer = new LinkedHashSet<>(kept);
      fewer.remove(layer);
      if (!fewer.isEmpty() && judge.score(settings(fewer)).holds(budget)) {
        kept.remove(layer);
      }
    }
  }

  /** The first layer of each fused one: TensorRT keeps the whole where a part must stay. */
  private List<String> candidates() {
    List<String> names = new ArrayList<>();
    for (SimulatedTensor tensor : simulation.model().tensors()) {
      if (!tensor.layers().isEmpty()) {
        names.add(tensor.layers().get(0));
      }
    }
    return names;
  }

  private Switches with(String layer) {
    Set<String> more = new LinkedHashSet<>(kept);
    more.add(layer);
    return settings(more);
  }

  private Switches settings(Set<String> layers) {
    return Switches.int8(simulation.model(), scales, layers);
  }
}
