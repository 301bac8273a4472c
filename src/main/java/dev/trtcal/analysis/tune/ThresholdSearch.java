package dev.trtcal.analysis.tune;

import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Chooses thresholds one tensor at a time, the most harmful first: of what the rules say and of
 * steps around what stands, whichever brings the output nearest to FP32; those that fall behind are
 * given up before they have seen all samples. Goes round until nothing gets better or the trials
 * are used up.
 */
final class ThresholdSearch {
  /** Scales closer than this are one candidate. */
  private static final double SAME = 0.02;

  /** Steps around what stands, tried beside the rules; wider ones come first, for ties. */
  private static final float[] STEPS = {1.25f, 1.1f, 0.9f, 0.8f, 0.65f};

  private final Simulation simulation;
  private final Ranges ranges;
  private final Judge judge;
  private final TuneState state;
  private final int trials;
  private final long ranking;
  private final ProgressListener progress;
  private final List<SimulatedTensor> tensors;
  private final Map<String, Float> scales;
  private final Map<String, Choice> choices = new LinkedHashMap<>();
  private Course best;

  /** Samples that candidates were shown, all in all. */
  private long used;

  private long most;
  private boolean replaying;

  /**
   * @param start scales by tensor name
   * @param trials settings that may be scored on all samples; one that is given up counts for the
   *     samples it has seen
   * @param ranking samples on which the order of the tensors is found
   */
  ThresholdSearch(
      Simulation simulation,
      Ranges ranges,
      Map<String, Float> start,
      Judge judge,
      TuneState state,
      int trials,
      long ranking,
      ProgressListener progress) {
    this.simulation = simulation;
    this.ranges = ranges;
    this.judge = judge;
    this.state = state;
    this.trials = trials;
    this.ranking = ranking;
    this.progress = progress;
    tensors = simulation.model().tensors();
    scales = new HashMap<>(start);
  }

  void run() {
    best = judge.course(settings());
    most = trials * best.score().samples();
    progress.progress("choosing thresholds", 0, trials);
    List<Integer> order = order();
    boolean better = true;
    while (better && used < most) {
      better = false;
      for (int tensor : order) {
        if (used < most) {
          better |= improve(tensor);
        }
      }
    }
    progress.progress("choosing thresholds", trials, trials);
  }

  /** The scales chosen, by tensor name. */
  Map<String, Float> scales() {
    return scales;
  }

  List<Choice> choices() {
    return List.copyOf(choices.values());
  }

  private Switches settings() {
    return Switches.int8(simulation.model(), scales);
  }

  /** The tensors of which the output would gain most, if they were not quantized. */
  private List<Integer> order() {
    Switches all = settings();
    List<Integer> int8 = IntStream.range(0, tensors.size()).filter(all::isInt8).boxed().toList();
    List<Switches> without = int8.stream().map(tensor -> all.with(tensor, 0)).toList();
    List<Score> scores = judge.score(without, ranking);
    return IntStream.range(0, int8.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> scores.get(i).loss()))
        .map(int8::get)
        .toList();
  }

  private boolean improve(int tensor) {
    String name = tensors.get(tensor).name();
    Map<Float, String> candidates = candidates(tensor, scales.get(name));
    Optional<String> known = state.replay();
    if (known.isPresent()) {
      String[] words = known.get().split(" ", -1);
      float scale = Float.intBitsToFloat(Integer.parseUnsignedInt(words[0], 16));
      used += Long.parseLong(words[1]);
      replaying = true;
      return take(tensor, scale, candidates.getOrDefault(scale, "kept"));
    }
    if (replaying) {
      best = judge.course(settings());
      replaying = false;
    }
    Switches all = settings();
    List<Float> order = List.copyOf(candidates.keySet());
    List<Course> courses =
        judge.race(best, order.stream().map(scale -> all.with(tensor, scale)).toList());
    float chosen = scales.get(name);
    long shown = 0;
    for (int i = 0; i < courses.size(); i++) {
      Course course = courses.get(i);
      shown += course.score().samples();
      if (course.finished() && course.score().isBetterThan(best.score())) {
        best = course;
        chosen = order.get(i);
      }
    }
    used += shown;
    state.decide(Integer.toHexString(Float.floatToRawIntBits(chosen)) + " " + shown);
    progress.progress("choosing thresholds", Math.min(trials, used * trials / most), trials);
    return take(tensor, chosen, candidates.getOrDefault(chosen, "kept"));
  }

  private boolean take(int tensor, float scale, String rule) {
    String name = tensors.get(tensor).name();
    boolean changes = scales.put(name, scale) != scale;
    if (changes) {
      choices.remove(name);
      choices.put(name, new Choice(name, scale, rule, ranges.of(tensor).get(Rule.MINMAX)));
    }
    return changes;
  }

  /** Different scales to try, the widest first, so that of equals the widest is taken. */
  private Map<Float, String> candidates(int tensor, float stands) {
    Map<Float, String> named = new HashMap<>();
    ranges.of(tensor).forEach((rule, scale) -> named.putIfAbsent(scale, rule.id()));
    for (float step : STEPS) {
      named.putIfAbsent(stands * step, step + " times what stood");
    }
    List<Float> sorted = new ArrayList<>(named.keySet());
    sorted.sort(Comparator.reverseOrder());
    Map<Float, String> apart = new LinkedHashMap<>();
    float last = stands;
    for (float scale : sorted) {
      boolean usable = scale > 0 && Float.isFinite(scale);
      if (usable && isApart(scale, stands) && isApart(scale, last)) {
        apart.put(scale, named.get(scale));
        last = scale;
      }
    }
    return apart;
  }

  private static boolean isApart(float scale, float other) {
    return Math.abs(scale - other) > SAME * other;
  }
}
