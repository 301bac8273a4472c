package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Algorithm;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.report.Figures;
import dev.trtcal.tensorrt.Engine;
import dev.trtcal.tensorrt.TensorRt;
import dev.trtcal.tensorrt.TensorRtRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal inspect FILE}: what a calibration cache, a histogram cache or a plan holds. */
@Command(
    name = "inspect",
    description = {
      "Show what a calibration cache holds: tensors, thresholds, header; or the histograms that"
          + " TensorRT's Legacy calibrator kept.",
      "Or, where TensorRT can run: which layers of an engine plan run in INT8, FP16 and FP32, what"
          + " was fused, and with --cache why a layer stayed."
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Where a text has no zero byte, a plan has many. */
  private static final int LOOKED_AT = 4096;

  @Parameters(
      paramLabel = "FILE",
      description = "A calibration cache, Legacy's histogram cache, or an engine plan.")
  private Path file;

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description = "The calibration cache that the plan was built with.")
  private Path builtWith;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    byte[] head = head();
    if (HistogramCache.begins(head)) {
      HistogramReport report = new HistogramReport(file, HistogramCache.parse(file));
      if (json) {
        Json.print(out, report.toJson());
      } else {
        report.print(out);
      }
      return ExitCode.DONE;
    }
    if (isPlan(head)) {
      inspectPlan(out);
      return ExitCode.DONE;
    }
    CalibrationCache cache = CalibrationCache.parse(file);
    if (json) {
      Json.print(out, toJson(cache));
    } else {
      print(out, cache);
    }
    return ExitCode.DONE;
  }

  /** What cannot be read is left to the reader of caches, which says so. */
  private byte[] head() {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LOOKED_AT);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static boolean isPlan(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** What stands beside the plan can be told without a GPU; its layers cannot. */
  private void inspectPlan(PrintWriter out) {
    Optional<PlanFacts> facts = PlanFacts.of(file);
    if (!json) {
      facts.ifPresent(known -> known.print(out, file));
      out.flush();
    }
    try {
      PlanReport report = readPlan();
      if (json) {
        JsonObject root = report.toJson();
        root.add("built", facts.map(PlanFacts::toJson).orElse(null));
        Json.print(out, root);
      } else {
        report.print(out);
      }
    } catch (MissingEnvironmentException e) {
      if (facts.isEmpty()) {
        throw e;
      }
      if (json) {
        JsonObject root = new JsonObject();
        root.addProperty("plan", file.toString());
        root.add("built", facts.get().toJson());
        Json.print(out, root);
      } else {
        out.println("its layers are not shown: " + e.getMessage());
        out.flush();
      }
    }
  }

  private PlanReport readPlan() {
    Optional<List<TensorRange>> scales =
        Optional.ofNullable(builtWith).map(cache -> CalibrationCache.parse(cache).entries());
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.load(file)) {
      return new PlanReport(file, engine.layers(), scales);
    }
  }

  private void print(PrintWriter out, CalibrationCache cache) {
    CacheHeader header = cache.header();
    out.println(file + ": " + header.text());
    out.println(
        "  algorithm  " + header.algorithm().map(InspectCommand::describe).orElse("unknown"));
    out.println("  TensorRT   " + header.versionName().orElse("not written in this header"));
    out.println("  tensors    " + cache.entries().size());
    if (!cache.entries().isEmpty()) {
      out.println();
      TextTable table = new TextTable("tensor", "threshold", "scale");
      for (TensorRange tensor : cache.entries()) {
        table.row(
            tensor.name(),
            Figures.significant(tensor.threshold()),
            Figures.significant(tensor.scale()));
      }
      table.print(out, "  ");
    }
    for (CalibrationCache.Problem problem : cache.problems()) {
      out.println("  line " + problem.line() + ": " + problem.detail());
    }
    if (!cache.endsWithLineBreak()) {
      out.println("  the last line is not ended: the file may be truncated");
    }
    out.flush();
  }

  private static String describe(Algorithm algorithm) {
    if (algorithm instanceof Algorithm.Legacy legacy) {
      return "legacy, quantile " + legacy.quantile() + ", cutoff " + legacy.cutoff();
    }
    return algorithm.id();
  }

  static JsonObject toJson(CalibrationCache cache) {
    CacheHeader header = cache.header();
    JsonObject root = new JsonObject();
    root.addProperty("header", header.text());
    root.addProperty("algorithm", header.algorithm().map(Algorithm::id).orElse(null));
    root.addProperty("version", header.versionName().orElse(null));
    JsonArray tensors = new JsonArray();
    for (TensorRange tensor : cache.entries()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", tensor.name());
      Json.add(entry, "scale", tensor.scale());
      Json.add(entry, "threshold", tensor.threshold());
      tensors.add(entry);
    }
    root.add("tensors", tensors);
    JsonArray problems = new JsonArray();
    for (CalibrationCache.Problem problem : cache.problems()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("line", problem.line());
      entry.addProperty("detail", problem.detail());
      problems.add(entry);
    }
    root.add("problems", problems);
    return root;
  }
}
