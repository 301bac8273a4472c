package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.InvalidInputException;
import dev.trtcal.cache.BinWidths;
import dev.trtcal.cache.CacheDiff;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.cache.Tolerance;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
          "How far a scale may be from the first's: a share of it, or a number of bins of the"
              + " histogram behind it, such as 0.5bins, where a sidecar tells their width (default:"
              + " 1e-5, above the noise between machines).")
  private String tolerance = Double.toString(Tolerance.DEFAULT.value());

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Tolerance allowed = Tolerance.parse(tolerance);
    CalibrationCache first = CalibrationCache.parse(firstFile);
    CalibrationCache second = CalibrationCache.parse(secondFile);
    BinWidths widths = new BinWidths(sidecar(firstFile), sidecar(secondFile));
    CacheDiff diff = CacheDiff.between(first, second, widths);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(diff));
    } else {
      print(out, first, second, diff, allowed);
    }
    return diff.apart(allowed) ? ExitCode.CHECK : ExitCode.DONE;
  }

  /** One that cannot be read tells no widths; what is wrong with it is for check to say. */
  private Optional<Sidecar> sidecar(Path cache) {
    Path file = Sidecar.beside(cache);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Sidecar.read(file));
    } catch (InvalidInputException e) {
      spec.commandLine().getErr().println("note: no bins: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void print(
      PrintWriter out,
      CalibrationCache first,
      CalibrationCache second,
      CacheDiff diff,
      Tolerance allowed) {
    out.println("first   " + firstFile + ": " + first);
    out.println("second  " + secondFile + ": " + second);
    diff.onlyInFirst().forEach(name -> out.println("only in the first: " + name));
    diff.onlyInSecond().forEach(name -> out.println("only in the second: " + name));
    diff.repeated().forEach(name -> out.println("stands more than once: " + name));
    List<CacheDiff.Tensor> tensors = diff.tensors();
    long beyond = tensors.stream().filter(allowed::isExceededBy).count();
    if (diff.worst() > 0) {
      out.println();
      table(tensors, allowed).print(out, "  ");
      if (tensors.size() > shown(tensors, allowed)) {
        out.println("  and " + (tensors.size() - shown(tensors, allowed)) + " that are closer");
      }
      out.println();
    }
    out.println(
        beyond
            + " of "
            + tensors.size()
            + " tensors differ by more than "
            + allowed
            + "; the worst by "
            + Figures.significant(diff.worst()));
    out.flush();
  }

  /** All that are further apart than allowed stand among the first, the worst first. */
  private static int shown(List<CacheDiff.Tensor> tensors, Tolerance allowed) {
    int last = 0;
    for (int i = 0; i < tensors.size(); i++) {
      last = allowed.isExceededBy(tensors.get(i)) ? i + 1 : last;
    }
    return Math.min(tensors.size(), Math.max(last, SHORT_TABLE));
  }

  private static TextTable table(List<CacheDiff.Tensor> tensors, Tolerance allowed) {
    boolean bins = tensors.stream().anyMatch(tensor -> tensor.bins().isPresent());
    TextTable table =
        bins
            ? new TextTable("tensor", "first scale", "second scale", "relative", "bins")
            : new TextTable("tensor", "first scale", "second scale", "relative");
    for (CacheDiff.Tensor tensor : tensors.subList(0, shown(tensors, allowed))) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  tensor.name(),
                  Figures.significant(tensor.first()),
                  Figures.significant(tensor.second()),
                  Figures.significant(tensor.relative())));
      if (bins) {
        OptionalDouble apart = tensor.bins();
        cells.add(apart.isPresent() ? Figures.significant(apart.getAsDouble()) : "-");
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
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
      tensor.bins().ifPresent(bins -> Json.add(entry, "bins", bins));
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
