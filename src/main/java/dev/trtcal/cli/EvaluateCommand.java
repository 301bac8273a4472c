package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.EngineRunner;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.evaluate.Accuracy;
import dev.trtcal.analysis.evaluate.ClassLoss;
import dev.trtcal.analysis.evaluate.Evaluation;
import dev.trtcal.analysis.evaluate.Evaluator;
import dev.trtcal.analysis.evaluate.Latency;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal evaluate MODEL}: how often the network is right, in FP32 and in INT8. */
@Command(
    name = "evaluate",
    description =
        "Evaluate a network in FP32 and, with a cache, in INT8: top-1, top-5, and which classes"
            + " lost.",
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description =
          "A calibration cache: evaluate INT8 too, simulated on the CPU, or with --engine tensorrt"
              + " on an engine built with it.")
  private Path cache;

  @Mixin private EngineOptions engines;

  @Option(
      names = "--fp32-plan",
      paramLabel = "FILE",
      description = "With --engine tensorrt: the FP32 engine, instead of building one.")
  private Path fp32Plan;

  @Option(
      names = "--int8-plan",
      paramLabel = "FILE",
      description = "With --engine tensorrt: the INT8 engine, instead of building one.")
  private Path int8Plan;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "The true classes: a .npy file of integers, or text with a line NAME,CLASS or CLASS a"
            + " sample; or the word folders: the images lie in a folder for each class."
      })
  private String labels;

  @Mixin private DataOptions data;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Optional<Labels> truth = Optional.ofNullable(labels).map(data::labels);
    Evaluation evaluation = engines.real() ? onEngines(truth) : simulated(truth);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(evaluation));
    } else {
      print(out, evaluation, (System.nanoTime() - start) / 1e9);
    }
    return ExitCode.DONE;
  }

  private Evaluation simulated(Optional<Labels> truth) {
    if (fp32Plan != null || int8Plan != null) {
      throw new UsageException(
          "plan.cpu", "engine plans run on TensorRT only: add --engine tensorrt");
    }
    Optional<Map<String, Float>> scales = Optional.ofNullable(cache).map(CacheScales::read);
    try (Simulation simulation = Simulation.open(model, data.threads());
        BatchSource source = data.open(simulation.model().model().inputs());
        Progress progress = Progress.onStandardError()) {
      return Evaluator.run(simulation, source, data.batch(), scales, truth, progress);
    }
  }

  private Evaluation onEngines(Optional<Labels> truth) {
    if (cache != null && int8Plan != null) {
      throw new UsageException(
          "plan.twice", "--cache and --int8-plan both name the INT8 engine: give one of them");
    }
    EngineRunner runner = EngineRunner.find();
    List<TensorSpec> inputs = OnnxModel.read(model).inputs();
    try (BatchSource source = data.open(inputs);
        Progress progress = Progress.onStandardError()) {
      BatchLayout layout = BatchLayout.fit(inputs, source.samples(), data.batch());
      progress.progress("starting TensorRT", 0, -1);
      try (EngineRunner.Session session = runner.open();
          EngineRunner.Engine fp32 =
              engine(session, "FP32", fp32Plan, Optional.empty(), layout, progress);
          EngineRunner.Engine int8 =
              cache == null && int8Plan == null
                  ? null
                  : engine(
                      session, "INT8", int8Plan, Optional.ofNullable(cache), layout, progress)) {
        return Evaluator.run(
            session, fp32, Optional.ofNullable(int8), source, layout, truth, progress);
      }
    }
  }

  private EngineRunner.Engine engine(
      EngineRunner.Session session,
      String what,
      Path plan,
      Optional<Path> withCache,
      BatchLayout layout,
      Progress progress) {
    if (plan != null) {
      return session.load(plan);
    }
    progress.progress("building the " + what + " engine", 0, -1);
    return session.build(model, withCache, engines.level(), List.of(), layout);
  }

  private void print(PrintWriter out, Evaluation evaluation, double seconds) {
    out.println("evaluated " + model + (cache == null ? "" : " with " + cache));
    out.println("  samples    " + evaluation.images());
    evaluation.fp32().ifPresent(accuracy -> out.println("  FP32       " + words(accuracy)));
    evaluation
        .int8()
        .ifPresent(
            accuracy -> {
              double points = 100 * (accuracy.top1() - evaluation.fp32().orElseThrow().top1());
              out.println(
                  "  INT8       "
                      + words(accuracy)
                      + String.format(Locale.ROOT, " (%+.2f points)", points));
            });
    evaluation
        .agreement()
        .ifPresent(share -> out.println("  agreement  " + Figures.percent(share)));
    evaluation.latency().ifPresent(latency -> print(out, latency));
    if (!evaluation.classes().isEmpty()) {
      out.println();
      TextTable table = new TextTable("class", "samples", "FP32", "INT8", "INT8 takes them for");
      for (ClassLoss loss : evaluation.classes()) {
        table.row(
            Integer.toString(loss.label()),
            Long.toString(loss.samples()),
            Long.toString(loss.fp32Right()),
            Long.toString(loss.int8Right()),
            loss.confusions().stream()
                .map(confusion -> confusion.predicted() + " (" + confusion.int8() + ")")
                .collect(Collectors.joining(", ")));
      }
      table.print(out, "  ");
    }
    evaluation.notes().forEach(note -> out.println("note: " + note));
    out.println();
    out.println(String.format(Locale.ROOT, "%s, in %.1f s", evaluation.engine(), seconds));
    out.flush();
  }

  private static void print(PrintWriter out, Latency latency) {
    out.println("  latency    FP32 " + words(latency.fp32()));
    latency
        .int8()
        .ifPresent(
            times ->
                out.println(
                    "             INT8 "
                        + words(times)
                        + String.format(
                            Locale.ROOT, ", %.2f times as fast", latency.speedup().orElseThrow())));
    out.println(
        String.format(
            Locale.ROOT,
            "             a batch of %d, on the device: median of %d runs in turn (80 %% of them)",
            latency.batch(),
            latency.runs()));
  }

  private static String words(Latency.Times times) {
    return String.format(
        Locale.ROOT, "%.3f ms (%.3f to %.3f)", times.median(), times.low(), times.high());
  }

  private static String words(Accuracy accuracy) {
    return String.format(Locale.ROOT, "top-1 %.4f, top-5 %.4f", accuracy.top1(), accuracy.top5());
  }

  static JsonObject toJson(Evaluation evaluation) {
    JsonObject root = new JsonObject();
    root.addProperty("engine", evaluation.engine());
    root.addProperty("images", evaluation.images());
    add(root, "fp32", evaluation.fp32());
    add(root, "int8", evaluation.int8());
    Json.add(root, "agreement", evaluation.agreement());
    JsonArray classes = new JsonArray();
    for (ClassLoss loss : evaluation.classes()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("label", loss.label());
      entry.addProperty("samples", loss.samples());
      entry.addProperty("fp32Right", loss.fp32Right());
      entry.addProperty("int8Right", loss.int8Right());
      JsonArray confusions = new JsonArray();
      for (ClassLoss.Confusion confusion : loss.confusions()) {
        JsonObject other = new JsonObject();
        other.addProperty("predicted", confusion.predicted());
        other.addProperty("int8", confusion.int8());
        other.addProperty("fp32", confusion.fp32());
        confusions.add(other);
      }
      entry.add("confusions", confusions);
      classes.add(entry);
    }
    root.add("classes", classes);
    root.add("latency", evaluation.latency().map(EvaluateCommand::toJson).orElse(null));
    root.add("notes", Json.strings(evaluation.notes()));
    return root;
  }

  private static JsonObject toJson(Latency latency) {
    JsonObject root = new JsonObject();
    root.addProperty("batch", latency.batch());
    root.addProperty("runs", latency.runs());
    root.add("fp32", toJson(latency.fp32()));
    root.add("int8", latency.int8().map(EvaluateCommand::toJson).orElse(null));
    root.addProperty("speedup", latency.speedup().orElse(null));
    return root;
  }

  private static JsonObject toJson(Latency.Times times) {
    JsonObject entry = new JsonObject();
    entry.addProperty("medianMs", times.median());
    entry.addProperty("lowMs", times.low());
    entry.addProperty("highMs", times.high());
    return entry;
  }

  private static void add(JsonObject root, String key, Optional<Accuracy> accuracy) {
    if (accuracy.isEmpty()) {
      root.add(key, JsonNull.INSTANCE);
      return;
    }
    JsonObject entry = new JsonObject();
    entry.addProperty("top1", accuracy.get().top1());
    entry.addProperty("top5", accuracy.get().top5());
    root.add(key, entry);
  }
}
