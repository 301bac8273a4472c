package dev.trtcal.analysis.compare;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.EngineRunner;
import dev.trtcal.Evidence;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedTensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Compares a real INT8 engine with FP32, tensor by tensor, without marking outputs: the INT8 engine
 * shows the tensors that survive fusion while it runs. Their FP32 values are ONNX Runtime's ({@link
 * FloatReference}); the answers are held against those of a real FP32 engine. Each tensor is
 * reduced to its numbers when it arrives; what is kept is one batch of FP32's tensors.
 *
 * <p>Where the engine lets a tensor travel as INT8 and shows it before the rounding, the rounding
 * is done here, so that the numbers are those that the next layer gets.
 */
public final class EngineComparer implements AutoCloseable {
  private final EngineRunner.Session session;
  private final Simulation simulation;
  private final SimulatedModel model;
  private final OptionalInt level;
  private final BatchLayout layout;
  private final List<String> shown;
  private EngineRunner.Engine fp32;

  /**
   * Prepares comparisons of one model.
   *
   * @param simulation of the model: plans which tensors survive fusion, under TensorRT's names; to
   *     stay open as long as this
   * @param level the optimization level of the engines; default: the runner's own
   * @param layout of the batches
   */
  public EngineComparer(
      EngineRunner.Session session, Simulation simulation, OptionalInt level, BatchLayout layout) {
    this.session = session;
    this.simulation = simulation;
    model = simulation.model();
    this.level = level;
    this.layout = layout;
    shown =
        model.tensors().stream()
            .filter(tensor -> !tensor.layers().isEmpty() && !tensor.output())
            .map(SimulatedTensor::name)
            .toList();
  }

  /**
   * Compares the engine of a cache.
   *
   * @param cache handed to the engine's builder as it is
   * @param scales that it holds, by tensor name
   * @param evidence what is known of how they were chosen, by tensor name; may be empty
   * @param source read to its end
   * @throws InvalidInputException {@code data.toofew} when the source is empty
   */
  public EngineComparison run(
      Path cache,
      Map<String, Float> scales,
      Map<String, Evidence> evidence,
      BatchSource source,
      ProgressListener progress) {
    Path file = model.model().file();
    if (fp32 == null) {
      progress.progress("building the FP32 engine", 0, -1);
      fp32 = session.build(file, Optional.empty(), level, List.of(), layout);
    }
    progress.progress("building the INT8 engine", 0, -1);
    try (EngineRunner.Engine int8 = session.build(file, Optional.of(cache), level, shown, layout);
        TeedSource teed = new TeedSource(source);
        NetworkRunner.Feed feed = session.feed(teed, layout);
        FloatReference exact = new FloatReference(simulation, teed.again(), layout)) {
      Pass pass = new Pass(scales, int8.int8());
      long total = source.count().orElse(-1);
      for (int n = feed.next(); n > 0; n = feed.next()) {
        Interrupts.check("the comparison");
        pass.add(exact, int8, feed, n);
        progress.progress("comparing layers", pass.output.samples(), total);
      }
      if (pass.output.samples() == 0) {
        throw new InvalidInputException("data.toofew", "there are no samples to compare");
      }
      Map<String, String> unseen = new LinkedHashMap<>(int8.hidden());
      Comparison comparison = pass.result(evidence, unseen);
      return new EngineComparison(session.name(), comparison, unseen);
    }
  }

  /** One pass over the data. */
  private final class Pass {
    private final Map<String, Float> scales;
    private final Switches planned;
    private final Set<String> int8;
    private final Map<String, TensorStatistics> statistics = new LinkedHashMap<>();
    private final Map<String, FloatBuffer> reference = new HashMap<>();
    private final Set<String> arrived = new HashSet<>();
    private final Map<String, String> misshapen = new LinkedHashMap<>();
    private final OutputDifference output = new OutputDifference();

    /**
     * @param int8 names of the tensors that the engine hands on as INT8
     */
    Pass(Map<String, Float> scales, Set<String> int8) {
      this.scales = scales;
      this.int8 = int8;
      planned = Switches.int8(model, scales);
      for (SimulatedTensor tensor : model.tensors()) {
        float scale = int8.contains(tensor.name()) ? scales.getOrDefault(tensor.name(), 0f) : 0;
        // What leaves the network is compared as it leaves.
        boolean usable = !tensor.output() && scale > 0 && Float.isFinite(scale);
        statistics.put(tensor.name(), new TensorStatistics(usable ? scale : 0, tensor.channels()));
      }
    }

    void add(FloatReference exact, EngineRunner.Engine rounded, NetworkRunner.Feed feed, int n) {
      for (SimulatedTensor tensor : model.tensors()) {
        if (tensor.layers().isEmpty()) {
          FloatBuffer values = feed.values(tensor.name());
          compare(tensor.name(), values, values, n);
        }
      }
      exact.show(statistics.keySet(), this::keep);
      output.add(
          fp32.run(feed, this::keep),
          rounded.run(
              feed,
              (name, values) -> {
                FloatBuffer kept = reference.get(name);
                if (kept == null || !statistics.containsKey(name)) {
                  return;
                }
                if (kept.remaining() == values.remaining()) {
                  compare(name, kept, values, n);
                } else {
                  misshapen.put(
                      name,
                      "the engine shows "
                          + values.remaining()
                          + " values of it where FP32 has "
                          + kept.remaining());
                }
              }),
          n);
    }

    private void keep(String name, FloatBuffer values) {
      FloatBuffer kept =
          reference.computeIfAbsent(name, key -> FloatBuffer.allocate(values.remaining()));
      kept.clear().put(values.duplicate()).flip();
    }

    private void compare(String name, FloatBuffer exact, FloatBuffer shownValues, int n) {
      TensorStatistics numbers = statistics.get(name);
      arrived.add(name);
      FloatBuffer handedOn = FloatBuffer.allocate(shownValues.remaining());
      for (int i = 0; i < handedOn.capacity(); i++) {
        handedOn.put(i, numbers.quantize(shownValues.get(shownValues.position() + i)));
      }
      numbers.add(exact.duplicate(), exact.duplicate(), handedOn, n);
    }

    /**
     * @param unseen gets the tensors that no engine showed
     */
    Comparison result(Map<String, Evidence> evidence, Map<String, String> unseen) {
      Diagnostician diagnostician = new Diagnostician(model, scales, evidence, planned);
      List<TensorComparison> compared = new ArrayList<>();
      List<String> otherwise = new ArrayList<>();
      for (int i = 0; i < model.tensors().size(); i++) {
        SimulatedTensor tensor = model.tensors().get(i);
        boolean travels = int8.contains(tensor.name());
        if (planned.isInt8(i) != travels && !tensor.output()) {
          otherwise.add(tensor.name());
        }
        if (!arrived.contains(tensor.name())) {
          unseen.putIfAbsent(
              tensor.name(), misshapen.getOrDefault(tensor.name(), "no engine showed it"));
        } else {
          TensorStatistics numbers = statistics.get(tensor.name());
          Diagnosis diagnosis =
              planned.isInt8(i) && !travels
                  ? new Diagnosis(DiagnosisKind.FLOAT, "stays in floating point in this engine")
                  : diagnostician.of(i, numbers);
          compared.add(tensor(tensor, travels, numbers, diagnosis));
        }
      }
      List<String> notes = new ArrayList<>();
      if (!otherwise.isEmpty()) {
        notes.add(
            "this engine lets other tensors travel as INT8 than the simulation does: "
                + String.join(", ", otherwise));
      }
      return new Comparison(
          output.samples(),
          output.agreement(),
          output.relativeError(),
          output.loss(),
          0,
          compared,
          List.of(),
          notes);
    }

    private TensorComparison tensor(
        SimulatedTensor tensor, boolean travels, TensorStatistics numbers, Diagnosis diagnosis) {
      return new TensorComparison(
          tensor.name(),
          tensor.layers(),
          travels && numbers.threshold() > 0,
          numbers.threshold(),
          numbers.maxAbs(),
          Double.NaN,
          numbers.sqnrDb(),
          numbers.cosine(),
          numbers.maxError(),
          numbers.clipRatio(),
          numbers.threshold() == 0 ? 0 : numbers.maxAbs() / numbers.threshold(),
          numbers.levels(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          diagnosis,
          numbers.fp32(),
          numbers.quantized());
    }
  }

  /** Frees the FP32 engine; the session stays the caller's. */
  @Override
  public void close() {
    if (fp32 != null) {
      fp32.close();
      fp32 = null;
    }
  }
}
