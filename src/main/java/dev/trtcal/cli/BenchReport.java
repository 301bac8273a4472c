package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a benchmark measured, for people and for programs. */
final class BenchReport {
  private final List<Result> results = new ArrayList<>();

  /**
   * One figure.
   *
   * @param name what was done
   * @param variant how
   * @param value in {@code unit}
   * @param ratioTo the variant of the same name that it is held against
   * @param ratio {@code value} over that variant's
   */
  private record Result(
      String name,
      String variant,
      double value,
      String unit,
      Optional<String> ratioTo,
      double ratio) {}

  /** Adds a figure that stands alone. */
  void add(String name, String variant, double value, String unit) {
    results.add(new Result(name, variant, value, unit, Optional.empty(), Double.NaN));
  }

  /**
   * Adds a figure and its ratio to one that was added before.
   *
   * @param reference a variant of the same name
   */
  void add(String name, String variant, double value, String unit, String reference) {
    double base =
        results.stream()
            .filter(result -> result.name.equals(name) && result.variant.equals(reference))
            .findFirst()
            .orElseThrow()
            .value();
    results.add(new Result(name, variant, value, unit, Optional.of(reference), value / base));
  }

  void print(PrintWriter out) {
    out.println(Machine.describe());
    TextTable table = new TextTable("", "variant", "value", "unit", "ratio", "to");
    for (Result result : results) {
      table.row(
          result.name(),
          result.variant(),
          Figures.significant(result.value()),
          result.unit(),
          result.ratioTo().map(to -> String.format(Locale.ROOT, "%.2f", result.ratio())).orElse(""),
          result.ratioTo().orElse(""));
    }
    table.print(out, "");
    out.flush();
  }

  JsonObject toJson() {
    JsonArray list = new JsonArray();
    for (Result result : results) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", result.name());
      entry.addProperty("variant", result.variant());
      Json.add(entry, "value", result.value());
      entry.addProperty("unit", result.unit());
      result
          .ratioTo()
          .ifPresent(
              to -> {
                entry.addProperty("ratioTo", to);
                Json.add(entry, "ratio", result.ratio());
              });
      list.add(entry);
    }
    JsonObject root = new JsonObject();
    root.add("results", list);
    root.add("machine", Machine.toJson());
    return root;
  }
}
