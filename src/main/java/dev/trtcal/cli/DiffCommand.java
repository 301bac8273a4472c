package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CacheDiff;
import dev.trtcal.cache.CalibrationCache;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal diff CACHE CACHE}: how two caches differ, tensor by tensor. */
@Command(
    name = "diff",
    description = "Compare two calibration caches tensor by tensor; exit code 4 when they differ.",
    sortOptions = false)
final class DiffCommand implements Callable<Integer> {
  /** So many tensors within the tolerance are shown; those beyond it always are. */
  private static final int SHORT_TABLE = 10;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FIRST", description = "A calibration cache.")
  private Path firstFile;

  @Parameters(
      index = "1",
      paramLabel = "SECOND",
      description = "Another, measured in units of the first.")
  private Path secondFile;

  @Option(
      names = "--tolerance",
      paramLabel = "R",
      description =
          "How far a scale may be from the first's, as a share of it (default: "
              + CacheDiff.DEFAULT_TOLERANCE
              + ", above the noise between machines).")
  private double tolerance = CacheDiff.DEFAULT_TOLERANCE;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (!(tolerance >= 0)) {
      throw new UsageException(
          "tolerance.invalid", "--tolerance " + tolerance + ": must be 0 or more");
    }
    CalibrationCache first = CalibrationCache.parse(firstFile);
    CalibrationCache second = CalibrationCache.parse(secondFile);
    CacheDiff diff = CacheDiff.between(first, second);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(diff));
    } else {
      print(out, first, second, diff);
    }
    return diff.apart(tolerance) ? ExitCode.CHECK : ExitCode.DONE;
  }

  private void print(
      PrintWriter out, CalibrationCache first, CalibrationCache second, CacheDiff diff) {
    out.println("first   " + firstFile + ": " + first);
    out.println("second  " + secondFile + ": " + second);
    diff.onlyInFirst().forEach(name -> out.println("only in the first: " + name));
    diff.onlyInSecond().forEach(name -> out.println("only in the second: " + name));
    diff.repeated().forEach(name -> out.println("stands more than once: " + name));
    List<CacheDiff.Tensor> tensors = diff.tensors();
    long beyond = tensors.stream().filter(tensor -> tensor.relative() > tolerance).count();
    long shown = Math.min(tensors.size(), Math.max(beyond, SHORT_TABLE));
    if (diff.worst() > 0) {
      out.println();
      TextTable table = new TextTable("tensor", "first scale", "second scale", "relative");
      for (CacheDiff.Tensor tensor : tensors.subList(0, (int) shown)) {
        table.row(
            tensor.name(),
            Numbers.significant(tensor.first()),
            Numbers.significant(tensor.second()),
            Numbers.significant(tensor.relative()));
      }
      table.print(out, "  ");
      if (shown < tensors.size()) {
        out.println("  and " + (tensors.size() - shown) + " that are closer");
      }
      out.println();
    }
    out.println(
        beyond
            + " of "
            + tensors.size()
            + " tensors differ by more than "
            + tolerance
            + "; the worst by "
            + Numbers.significant(diff.worst()));
    out.flush();
  }

  private static JsonObject toJson(CacheDiff diff) {
    JsonObject root = new JsonObject();
    root.add("onlyInFirst", array(diff.onlyInFirst()));
    root.add("onlyInSecond", array(diff.onlyInSecond()));
    JsonArray tensors = new JsonArray();
    for (CacheDiff.Tensor tensor : diff.tensors()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", tensor.name());
      Json.add(entry, "first", tensor.first());
      Json.add(entry, "second", tensor.second());
      Json.add(entry, "relative", tensor.relative());
      tensors.add(entry);
    }
    root.add("tensors", tensors);
    Json.add(root, "worst", diff.worst());
    root.add("repeated", array(diff.repeated()));
    return root;
  }

  private static JsonArray array(List<String> names) {
    JsonArray array = new JsonArray();
    names.forEach(array::add);
    return array;
  }
}
