package dev.trtcal.analysis.tune;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ContentHash;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.SampleBudget;
import dev.trtcal.analysis.SimulatedNetwork;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Tunes a calibration: finds ranges of all the data, chooses thresholds by what they do to the
 * output on one half, checks them on the other, and where INT8 cannot hold the budget names the
 * layers to keep in floating point. The same inputs give the same result; cancelled by interrupting
 * the thread.
 */
public final class Tuner {
  private static final List<Rule> RULES = List.of(Rule.values());

  private final Path model;
  private final BatchSource source;
  private final TuneOptions options;
  private final ProgressListener progress;
  private Optional<Stretch> stretch = Optional.empty();
  private int trials;

  private Tuner(Path model, BatchSource source, TuneOptions options, ProgressListener progress) {
    this.model = model;
    this.source = source;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Tunes.
   *
   * @param source read many times over
   * @throws InvalidInputException when the model cannot be read or simulated, when there are too
   *     few data, or {@code tune.state} when the state is another search's
   * @throws UsageException {@code tune.rewind} when the source can be read only once
   * @throws CalibrationFailedException {@code analysis.interrupted} when the thread was; the state
   *     then holds what was decided
   */
  public static Tuning run(
      Path model, BatchSource source, TuneOptions options, ProgressListener progress) {
    return new Tuner(model, source, options, progress).run();
  }

  private Tuning run() {
    Tuning tuning;
    TuneState state;
    try (Simulation simulation = Simulation.open(model, options.threads())) {
      SampleBudget samples;
      CalibrationResult minMax;
      Ranges ranges;
      try (NetworkRunner.Network observed = simulation.openObserved()) {
        samples = SampleBudget.of(observed);
        OptionalInt batch = samples.batch(options.batch(), simulation);
        minMax = minMax(batch);
        rewind();
        trials = options.trials().orElse(samples.trials());
        state = new TuneState(options.state(), fingerprint());
        stretch = options.inputRange().flatMap(range -> Stretch.of(source, range));
        ranges = Ranges.of(simulation, observed, new Stretched(source, stretch), batch, progress);
      }
      tuning = tune(minMax, simulation, samples, ranges, state);
    }
    state.remove();
    return tuning;
  }

  private CalibrationResult minMax(OptionalInt batch) {
    Calibration.Builder calibration =
        Calibration.of(model, source).engine("cpu").algorithm(Algorithm.minMax());
    batch.ifPresent(calibration::batchSize);
    options.threads().ifPresent(calibration::threads);
    return calibration.build().run(progress);
  }

  private void rewind() {
    try {
      source.rewind();
    } catch (UnsupportedOperationException e) {
      throw new UsageException(
          "tune.rewind", "tuning reads the data many times, and these can be read only once", e);
    }
  }

  private String fingerprint() {
    return String.join(
        " ",
        ContentHash.ofFile(model),
        source.description().map(data -> data.sha256() + " " + data.samples()).orElse("-"),
        "seed " + options.seed(),
        "trials " + trials,
        "labels " + options.labels().isPresent(),
        "range " + options.inputRange().map(Object::toString).orElse("-"));
  }

  private Tuning tune(
      CalibrationResult minMax,
      Simulation simulation,
      SampleBudget samples,
      Ranges ranges,
      TuneState state) {
    Switches int8 = Switches.int8(simulation.model(), ranges.of(Rule.MINMAX, simulation));
    OptionalInt batch = samples.batch(options.batch(), simulation);
    try (SimulatedNetwork quick = simulation.openFor(int8);
        Half chosen = new Half(source, options.seed(), false);
        Half checked = new Half(source, options.seed(), true)) {
      Judge search = judge(simulation, quick, chosen, batch);
      Judge check = judge(simulation, quick, checked, batch);
      return tune(minMax, simulation, samples.ranking(), ranges, search, check, state);
    }
  }

  private Judge judge(Simulation simulation, SimulatedNetwork quick, Half half, OptionalInt batch) {
    Stretched shown = new Stretched(half, stretch);
    Optional<IntUnaryOperator> truth =
        options
            .labels()
            .map(known -> sample -> known.of(source, half.original(shown.original(sample))));
    return new Judge(simulation, Optional.of(quick), shown, batch, truth);
  }

  private Tuning tune(
      CalibrationResult minMax,
      Simulation simulation,
      long ranking,
      Ranges ranges,
      Judge search,
      Judge check,
      TuneState state) {
    List<Tuning.Standing> standings = standings(simulation, ranges, search, check);
    int start = 0;
    for (int i = 1; i < standings.size(); i++) {
      if (standings.get(i).chosen().isBetterThan(standings.get(start).chosen())) {
        start = i;
      }
    }
    Map<String, Float> scales = ranges.of(RULES.get(start), simulation);
    ThresholdSearch thresholds =
        new ThresholdSearch(simulation, ranges, scales, search, state, trials, ranking, progress);
    thresholds.run();
    List<String> notes = new ArrayList<>(simulation.model().assumptions());
    notes.add("the search began with " + standings.get(start).name());
    stretch.ifPresent(
        found ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "the data use %.0f %% of what the input can hold, so every sample was judged a"
                        + " second time, stretched to all of it",
                    100 * found.used())));
    Map<String, Float> tuned = thresholds.scales();
    List<Choice> choices = thresholds.choices();
    standings.add(standing("tuned", Switches.int8(simulation.model(), tuned), search, check));
    Tuning.Standing result = standings.get(standings.size() - 1);
    if (standings.get(start).checked().isBetterThan(result.checked())) {
      notes.add(
          "what the search chose is not better on the other half, so "
              + standings.get(start).name()
              + " stays");
      tuned = scales;
      choices = List.of();
      result = standings.get(start);
    }
    List<String> kept = List.of();
    if (!result.checked().holds(options.budget())) {
      kept = new FloatLayers(simulation, tuned, search, options.budget(), ranking, progress).find();
      Set<String> layers = new HashSet<>(kept);
      standings.add(
          standing("layers kept", Switches.int8(simulation.model(), tuned, layers), search, check));
      result = standings.get(standings.size() - 1);
    }
    return new Tuning(
        minMax,
        ranges(minMax, tuned),
        choices,
        kept,
        standings,
        result,
        result.checked().holds(options.budget()),
        ranges.histograms(simulation),
        notes);
  }

  /** Every rule for all tensors. */
  private static List<Tuning.Standing> standings(
      Simulation simulation, Ranges ranges, Judge search, Judge check) {
    List<Switches> settings = new ArrayList<>();
    for (Rule rule : RULES) {
      settings.add(Switches.int8(simulation.model(), ranges.of(rule, simulation)));
    }
    List<Score> chosen = search.score(settings);
    List<Score> checked = check.score(settings);
    List<Tuning.Standing> standings = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      standings.add(new Tuning.Standing(RULES.get(i).id(), chosen.get(i), checked.get(i)));
    }
    return standings;
  }

  private static Tuning.Standing standing(
      String name, Switches settings, Judge search, Judge check) {
    return new Tuning.Standing(name, search.score(settings), check.score(settings));
  }

  /** Tensors inside fused layers keep MinMax's scales: TensorRT wants one, and does not use it. */
  private static List<TensorRange> ranges(CalibrationResult minMax, Map<String, Float> tuned) {
    Map<String, Float> known = new HashMap<>(tuned);
    return minMax.tensors().stream()
        .map(
            range -> {
              Float scale = known.get(range.name());
              return scale == null || scale == 0 || scale == range.scale()
                  ? range
                  : new TensorRange(range.name(), scale, range.maxAbs(), OptionalDouble.empty());
            })
        .toList();
  }
}
