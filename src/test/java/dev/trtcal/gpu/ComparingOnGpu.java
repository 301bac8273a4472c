package dev.trtcal.gpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.Logits;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.analysis.compare.Comparer;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.EngineComparer;
import dev.trtcal.analysis.compare.EngineComparison;
import dev.trtcal.analysis.compare.TensorComparison;
import dev.trtcal.analysis.evaluate.Evaluation;
import dev.trtcal.analysis.evaluate.Evaluator;
import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedTensor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Holds the simulation against engines of a real GPU: tensor by tensor, and answer by answer with
 * caches that have something wrong with them; then evaluates FP32 and INT8 engines. A program, not
 * a test: it needs a GPU and TensorRT 10.
 *
 * <p>Arguments: the folder of golden data, and a folder for what is made.
 */
public final class ComparingOnGpu {
  /** Level 0 leaves layers in FP32 that INT8 would ruin: accuracy is judged at 1. */
  private static final OptionalInt LEVEL = OptionalInt.of(1);

  private static final String MODEL = "fashion_resnet";
  private static final int IMAGES = 2000;
  private static final int COMPARED = 200;
  private static final int CLASSES = 10;

  private final Path golden;
  private final Path out;
  private final Path model;
  private final PrintStream report = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private ComparingOnGpu(Path golden, Path out) {
    this.golden = golden;
    this.out = out;
    model = golden.resolve(MODEL).resolve("model_batch32.onnx");
  }

  /** Ends with an exception when a part fails; the others are printed. */
  public static void main(String[] arguments) throws Exception {
    new ComparingOnGpu(Path.of(arguments[0]), Path.of(arguments[1])).run();
  }

  private interface Part {
    void run() throws Exception;
  }

  private void run() throws Exception {
    ExecutorService simulations = Executors.newFixedThreadPool(6);
    List<Exception> failures = new ArrayList<>();
    try (Simulation planned = Simulation.open(model, OptionalInt.of(2));
        EngineRunner.Session session = EngineRunner.find().open()) {
      SimulatedModel plan = planned.model();
      BatchLayout layout =
          BatchLayout.fit(
              plan.model().inputs(), new Fashion(golden, 1).samples(), OptionalInt.empty());
      Map<String, Path> caches = DamagedCaches.write(golden, out);
      Future<Comparison> entropy2 = simulations.submit(() -> simulatedComparison("entropy2"));
      Future<Comparison> minmax = simulations.submit(() -> simulatedComparison("minmax"));
      List<Future<float[]>> simulated = new ArrayList<>();
      for (Path cache : caches.values()) {
        simulated.add(simulations.submit(() -> simulatedAnswers(cache)));
      }
      List<Part> parts =
          List.of(
              () ->
                  tensors(session, planned, layout, Map.of("entropy2", entropy2, "minmax", minmax)),
              () -> values(session, planned, layout),
              () -> damaged(session, layout, caches, simulated),
              () -> evaluated(session, layout));
      for (Part part : parts) {
        try {
          part.run();
        } catch (Exception e) {
          report.println("failed: " + e);
          failures.add(e);
        }
      }
    } finally {
      simulations.shutdownNow();
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  private Path cache(String name) {
    return golden.resolve(MODEL).resolve(name + ".cache");
  }

  private Comparison simulatedComparison(String cache) {
    try (Simulation simulation = Simulation.open(model, OptionalInt.of(2))) {
      return new Comparer(
              simulation, Fashion.scales(cache(cache)), Map.of(), OptionalInt.empty(), 1)
          .run(new Fashion(golden, COMPARED), ProgressListener.NONE);
    }
  }

  /** Part 1: the error that has piled up in each tensor. */
  private void tensors(
      EngineRunner.Session session,
      Simulation plan,
      BatchLayout layout,
      Map<String, Future<Comparison>> simulated)
      throws Exception {
    try (EngineComparer comparer = new EngineComparer(session, plan, LEVEL, layout)) {
      for (String name : List.of("entropy2", "minmax")) {
        long start = System.nanoTime();
        EngineComparison real =
            comparer.run(
                cache(name),
                Fashion.scales(cache(name)),
                Map.of(),
                new Fashion(golden, COMPARED),
                ProgressListener.NONE);
        double seconds = (System.nanoTime() - start) / 1e9;
        pairs(name, real, simulated.get(name).get(), seconds);
      }
    }
  }

  private void pairs(String cache, EngineComparison real, Comparison simulated, double seconds) {
    report.printf(
        Locale.ROOT,
        "%n%s, %s, %d images, %s, %.1f s%n%n",
        MODEL,
        cache,
        real.comparison().images(),
        real.engine(),
        seconds);
    report.println("| tensor | TensorRT, dB | simulated, dB | cosine | simulated | is |");
    report.println("|---|---|---|---|---|---|");
    List<double[]> both = new ArrayList<>();
    for (TensorComparison ours : simulated.tensors()) {
      for (TensorComparison its : real.comparison().tensors()) {
        if (its.name().equals(ours.name())) {
          report.printf(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.5f | %.5f | %s |%n",
              its.name(),
              its.sqnrDb(),
              ours.sqnrDb(),
              its.cosine(),
              ours.cosine(),
              its.diagnosis().kind().id());
          both.add(new double[] {its.sqnrDb(), ours.sqnrDb()});
        }
      }
    }
    real.unseen()
        .forEach((tensor, reason) -> report.println("not seen: " + tensor + ": " + reason));
    real.comparison().notes().forEach(note -> report.println("note: " + note));
    report.printf(
        Locale.ROOT,
        "rank correlation (Spearman) of %d tensors: %.3f; agreement with FP32 %.4f, simulated"
            + " %.4f%n",
        both.size(),
        RankCorrelation.spearman(column(both, 0), column(both, 1)),
        real.comparison().agreement(),
        simulated.agreement());
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** Part 2: the very values of one batch. */
  private void values(EngineRunner.Session session, Simulation simulation, BatchLayout layout) {
    SimulatedModel plan = simulation.model();
    Map<String, Float> scales = Fashion.scales(cache("entropy2"));
    Map<String, float[]> ours = new HashMap<>();
    try (NetworkRunner.Network observed = simulation.openObserved();
        NetworkRunner.Feed feed =
            simulation.feed(new Fashion(golden, layout.batchSize()), OptionalInt.empty())) {
      feed.next();
      try (NetworkRunner.Values all =
          observed.run(feed, simulation.inputs(Switches.int8(plan, scales)))) {
        int own = observed.outputs().size() - plan.tensors().size();
        for (int i = 0; i < plan.tensors().size(); i++) {
          float[] copy = new float[all.floats(own + i).remaining()];
          all.floats(own + i).get(copy);
          ours.put(plan.tensors().get(i).name(), copy);
        }
      }
    }
    report.printf("%n| tensor | shown as INT8's steps | cosine with the simulation's | equal |%n");
    report.println("|---|---|---|---|");
    List<String> shown =
        plan.tensors().stream()
            .filter(tensor -> !tensor.layers().isEmpty() && !tensor.output())
            .map(SimulatedTensor::name)
            .toList();
    try (EngineRunner.Engine engine =
            session.build(model, Optional.of(cache("entropy2")), LEVEL, shown, layout);
        NetworkRunner.Feed feed = session.feed(new Fashion(golden, layout.batchSize()), layout)) {
      feed.next();
      engine.run(
          feed,
          (name, values) -> {
            float[] expected = ours.get(name);
            if (expected != null && expected.length == values.remaining()) {
              report.println(
                  ShownTensor.row(name, values, expected, scales.getOrDefault(name, 0f)));
            } else {
              report.println("| " + name + " | " + values.remaining() + " values | - | - |");
            }
          });
      report.println("INT8 between its layers: " + String.join(", ", engine.int8()));
    }
  }

  private float[] simulatedAnswers(Path cache) {
    try (Simulation simulation = Simulation.open(model, OptionalInt.of(2));
        NetworkRunner.Feed feed =
            simulation.feed(new Fashion(golden, IMAGES), OptionalInt.empty())) {
      Switches switches = Switches.int8(simulation.model(), Fashion.scales(cache));
      float[] answers = new float[IMAGES * CLASSES];
      int done = 0;
      for (int n = feed.next(); n > 0; n = feed.next()) {
        System.arraycopy(simulation.run(feed, switches), 0, answers, done * CLASSES, n * CLASSES);
        done += n;
      }
      return answers;
    }
  }

  /** Part 3: caches with something wrong with them. */
  private void damaged(
      EngineRunner.Session session,
      BatchLayout layout,
      Map<String, Path> caches,
      List<Future<float[]>> simulated)
      throws Exception {
    report.printf(
        "%n| cache | TensorRT, top-1 | simulated | points | same answer | error of logits | seconds"
            + " |%n");
    report.println("|---|---|---|---|---|---|---|");
    int row = 0;
    for (Map.Entry<String, Path> cache : caches.entrySet()) {
      long start = System.nanoTime();
      float[] real = new float[IMAGES * CLASSES];
      try (EngineRunner.Engine engine =
              session.build(model, Optional.of(cache.getValue()), LEVEL, List.of(), layout);
          NetworkRunner.Feed feed = session.feed(new Fashion(golden, IMAGES), layout)) {
        int done = 0;
        for (int n = feed.next(); n > 0; n = feed.next()) {
          System.arraycopy(engine.run(feed), 0, real, done * CLASSES, n * CLASSES);
          done += n;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      float[] ours = simulated.get(row++).get();
      OutputDifference difference = new OutputDifference();
      difference.add(real, ours, IMAGES);
      report.printf(
          Locale.ROOT,
          "| %s | %.4f | %.4f | %+.2f | %.2f %% | %.2f %% | %.1f |%n",
          cache.getKey(),
          top1(real),
          top1(ours),
          100 * (top1(ours) - top1(real)),
          100 * difference.agreement(),
          100 * difference.relativeError(),
          seconds);
    }
  }

  private double top1(float[] answers) {
    Fashion images = new Fashion(golden, IMAGES);
    int right = 0;
    for (int i = 0; i < IMAGES; i++) {
      right += Logits.best(answers, i * CLASSES, CLASSES) == images.label(i) ? 1 : 0;
    }
    return (double) right / IMAGES;
  }

  /** Part 4: FP32 and INT8 engines side by side. */
  private void evaluated(EngineRunner.Session session, BatchLayout layout) {
    Labels labels = Labels.read(golden.resolve("fashion_data/test2000_labels.npy"));
    try (EngineRunner.Engine fp32 =
            session.build(model, Optional.empty(), LEVEL, List.of(), layout);
        EngineRunner.Engine int8 =
            session.build(model, Optional.of(cache("minmax")), LEVEL, List.of(), layout)) {
      Evaluation evaluation =
          Evaluator.run(
              session,
              fp32,
              Optional.of(int8),
              new Fashion(golden, IMAGES),
              layout,
              Optional.of(labels),
              ProgressListener.NONE);
      report.printf(
          "%n%s, minmax: FP32 %s, INT8 %s%n", MODEL, evaluation.fp32(), evaluation.int8());
      report.println("agreement " + evaluation.agreement());
      report.println(evaluation.latency());
    }
  }
}
