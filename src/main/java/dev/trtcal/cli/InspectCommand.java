package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Algorithm;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CalibrationCache;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal inspect CACHE}: what a calibration cache holds. */
@Command(
    name = "inspect",
    description = "Show what a calibration cache holds: tensors, thresholds, header.")
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CACHE", description = "The calibration cache.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    CalibrationCache cache = CalibrationCache.parse(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(cache));
    } else {
      print(out, cache);
    }
    return ExitCode.DONE;
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
            Numbers.significant(tensor.threshold()),
            Numbers.significant(tensor.scale()));
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
