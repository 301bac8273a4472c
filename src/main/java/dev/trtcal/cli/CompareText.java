package dev.trtcal.cli;

import dev.trtcal.analysis.compare.Cause;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.EngineComparison;
import dev.trtcal.analysis.compare.TensorComparison;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Comparisons as people read them.
 *
 * @param model that was compared
 * @param all whether every tensor is shown
 */
record CompareText(PrintWriter out, Path model, boolean all) {
  private static final int SHORT_TABLE = 15;
  private static final int SHORT_CAUSES = 5;

  /** Of the table; what a terminal window usually has. */
  private static final int WIDTH = 100;

  void print(Path file, Comparison comparison) {
    head(file, comparison);
    out.println();
    if (comparison.causes().isEmpty()) {
      out.println(Cause.NONE);
    } else {
      out.println("causes, worst first:");
      comparison.causes().stream().limit(SHORT_CAUSES).forEach(this::print);
      int more = comparison.causes().size() - SHORT_CAUSES;
      if (more > 0) {
        out.println("  and " + more + " that cost less");
      }
    }
    out.println();
    table(
        comparison.tensors().stream()
            .sorted(
                Comparator.comparingDouble(
                    tensor -> -tensor.lossAlone().orElse(Double.NEGATIVE_INFINITY)))
            .toList());
    comparison.notes().forEach(note -> out.println("note: " + note));
    out.println();
  }

  void print(Path file, EngineComparison compared) {
    Comparison comparison = compared.comparison();
    head(file, comparison);
    out.println("  engines    " + compared.engine());
    out.println();
    table(
        comparison.tensors().stream()
            .sorted(Comparator.comparingDouble(TensorComparison::sqnrDb))
            .toList());
    compared
        .unseen()
        .forEach((tensor, reason) -> out.println("not seen: " + tensor + ": " + reason));
    comparison.notes().forEach(note -> out.println("note: " + note));
    out.println("note: " + CompareHtml.NO_COSTS);
    out.println();
  }

  private void head(Path file, Comparison comparison) {
    out.println("compared " + model + " with " + file);
    out.println("  samples    " + comparison.images());
    out.println("  agreement  " + Figures.percent(comparison.agreement()));
    out.println(
        "  output     relative error "
            + Figures.percent(comparison.relativeError())
            + ", loss "
            + Figures.significant(comparison.loss()));
  }

  private void print(Cause cause) {
    out.println(String.format(Locale.ROOT, "  %s %s", cause.tensor(), cause.diagnosis().text()));
    out.println("      " + cause.cost());
  }

  private void table(List<TensorComparison> sorted) {
    int shown = all ? sorted.size() : Math.min(sorted.size(), SHORT_TABLE);
    TextTable table =
        new TextTable("tensor", "own dB", "dB", "clipped", "range", "cost", "without", "is");
    for (TensorComparison tensor : sorted.subList(0, shown)) {
      table.row(
          tensor.name(),
          decibel(tensor.ownSqnrDb()),
          decibel(tensor.sqnrDb()),
          Figures.percent(tensor.clipRatio()),
          tensor.int8() ? String.format(Locale.ROOT, "%.2f", tensor.rangeUse()) : "-",
          loss(tensor.lossAlone()),
          loss(tensor.lossWithout()),
          tensor.diagnosis().kind().id());
    }
    table.print(out, "  ", WIDTH);
    if (shown < sorted.size()) {
      out.println("  and " + (sorted.size() - shown) + " more (--all)");
    }
  }

  private static String decibel(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "exact";
  }

  private static String loss(OptionalDouble loss) {
    return loss.isPresent() ? String.format(Locale.ROOT, "%.2e", loss.getAsDouble()) : "-";
  }
}
