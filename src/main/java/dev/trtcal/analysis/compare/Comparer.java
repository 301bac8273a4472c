package dev.trtcal.analysis.compare;

import dev.trtcal.BatchSource;
import dev.trtcal.Evidence;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.SampleBudget;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Compares a simulated INT8 engine with FP32, layer by layer, in two passes over the data: first
 * every tensor's values, then what single tensors cost the output. Memory is bounded by one batch's
 * activations, three times.
 */
public final class Comparer {
  /** Tensors whose loss is measured unless the caller says otherwise: those of most error. */
  public static final int MEASURED = 32;

  private static final double WORTH_TELLING = 0.01;

  private final Simulation simulation;
  private final Map<String, Float> scales;
  private final Map<String, Evidence> evidence;
  private final OptionalInt batch;
  private final int measured;
  private final Switches switches;
  private final List<SimulatedTensor> tensors;
  private final List<TensorStatistics> statistics = new ArrayList<>();
  private final OutputDifference output = new OutputDifference();
  private SampleBudget budget;

  /**
   * Prepares a comparison.
   *
   * @param scales of the cache, by tensor name
   * @param evidence what is known of how they were chosen, by tensor name; may be empty
   * @param batch samples a batch; default: what keeps the memory small
   * @param measured for how many tensors the output's loss is measured
   */
  public Comparer(
      Simulation simulation,
      Map<String, Float> scales,
      Map<String, Evidence> evidence,
      OptionalInt batch,
      int measured) {
    this.simulation = simulation;
    this.scales = Map.copyOf(scales);
    this.evidence = Map.copyOf(evidence);
    this.batch = batch;
    this.measured = measured;
    switches = Switches.int8(simulation.model(), scales);
    tensors = simulation.model().tensors();
    for (int i = 0; i < tensors.size(); i++) {
      statistics.add(new TensorStatistics(switches.scale(i), tensors.get(i).channels()));
    }
  }

  /**
   * Compares; once only.
   *
   * @param source read to its end, and again from its start
   * @throws InvalidInputException {@code compare.nothing} when nothing would run in INT8 with this
   *     cache; {@code data.toofew} when the source is empty
   * @throws UsageException {@code compare.rewind} when the source can be read only once
   */
  public Comparison run(BatchSource source, ProgressListener progress) {
    if (IntStream.range(0, tensors.size()).noneMatch(switches::isInt8)) {
      throw new InvalidInputException(
          "compare.nothing",
          simulation.model().model().file()
              + ": nothing runs in INT8 with this cache; is it this model's?");
    }
    Sensitivity sensitivity;
    try (NetworkRunner.Network alone = simulation.openLayersAlone();
        NetworkRunner.Network observed = simulation.openObserved()) {
      budget = SampleBudget.of(observed);
      OptionalInt size = budget.batch(batch, simulation);
      try (NetworkRunner.Feed feed = simulation.feed(source, size)) {
        long total = source.count().orElse(-1);
        progress.progress("comparing layers", 0, total);
        long done = 0;
        for (int n = feed.next(); n > 0; n = feed.next()) {
          Interrupts.check("the comparison");
          add(alone, observed, feed, n);
          done += n;
          progress.progress("comparing layers", done, total);
        }
      }
    }
    if (output.samples() == 0) {
      throw new InvalidInputException("data.toofew", "there are no samples to compare");
    }
    rewind(source);
    sensitivity = new Sensitivity(worst());
    try (NetworkRunner.Feed feed = simulation.feed(source, budget.batch(batch, simulation))) {
      sensitivity.run(simulation, feed, switches, measuredSamples(), progress);
    }
    return result(sensitivity);
  }

  private static void rewind(BatchSource source) {
    try {
      source.rewind();
    } catch (UnsupportedOperationException e) {
      throw new UsageException(
          "compare.rewind",
          "a comparison reads the data twice, and these can be read only once",
          e);
    }
  }

  private long measuredSamples() {
    return Math.min(output.samples(), budget.ranking());
  }

  private void add(
      NetworkRunner.Network alone, NetworkRunner.Network observed, NetworkRunner.Feed feed, int n) {
    int own = observed.outputs().size() - tensors.size();
    try (NetworkRunner.Values fp32 = alone.run(feed, Map.of());
        NetworkRunner.Values int8 = observed.run(feed, simulation.inputs(switches))) {
      IntStream.range(0, tensors.size())
          .parallel()
          .forEach(
              i ->
                  statistics
                      .get(i)
                      .add(
                          fp32.floats(own + 2 * i),
                          fp32.floats(own + 2 * i + 1),
                          int8.floats(own + i),
                          n));
      output.add(
          array(fp32.floats(simulation.output())), array(int8.floats(simulation.output())), n);
    }
  }

  private static float[] array(FloatBuffer values) {
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }

  /** The tensors that add most error of their own, in that order. */
  private List<Integer> worst() {
    return IntStream.range(0, tensors.size())
        .filter(switches::touches)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -statistics.get(i).ownNoise()))
        .limit(measured)
        .toList();
  }

  private Comparison result(Sensitivity sensitivity) {
    Diagnostician diagnostician = new Diagnostician(simulation.model(), scales, evidence, switches);
    List<TensorComparison> compared = new ArrayList<>();
    List<Cause> causes = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorStatistics numbers = statistics.get(i);
      Diagnosis diagnosis = diagnostician.of(i, numbers);
      int position = sensitivity.position(i);
      boolean known = position >= 0;
      compared.add(tensor(i, numbers, diagnosis, sensitivity));
      if (known && diagnosis.kind().isDefect() && sensitivity.sumAlone() > 0) {
        double whole = sensitivity.whole();
        causes.add(
            new Cause(
                tensors.get(i).name(),
                diagnosis,
                sensitivity.alone(position) / sensitivity.sumAlone(),
                whole == 0 ? 0 : (whole - sensitivity.without(position)) / whole));
      }
    }
    causes.removeIf(cause -> cause.share() < WORTH_TELLING && cause.regained() < WORTH_TELLING);
    causes.sort(Comparator.comparingDouble(Cause::share).reversed());
    return new Comparison(
        output.samples(),
        output.agreement(),
        output.relativeError(),
        output.loss(),
        sensitivity.samples(),
        compared,
        causes,
        simulation.model().assumptions());
  }

  private TensorComparison tensor(
      int i, TensorStatistics numbers, Diagnosis diagnosis, Sensitivity sensitivity) {
    int position = sensitivity.position(i);
    return new TensorComparison(
        tensors.get(i).name(),
        tensors.get(i).layers(),
        switches.isInt8(i),
        numbers.threshold(),
        numbers.maxAbs(),
        numbers.ownSqnrDb(),
        numbers.sqnrDb(),
        numbers.cosine(),
        numbers.maxError(),
        numbers.clipRatio(),
        numbers.threshold() == 0 ? 0 : numbers.maxAbs() / numbers.threshold(),
        numbers.levels(),
        position < 0 ? OptionalDouble.empty() : OptionalDouble.of(sensitivity.alone(position)),
        position < 0 ? OptionalDouble.empty() : OptionalDouble.of(sensitivity.without(position)),
        diagnosis,
        numbers.fp32(),
        numbers.quantized());
  }
}
