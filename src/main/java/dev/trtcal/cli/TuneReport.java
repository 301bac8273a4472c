package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.analysis.tune.Choice;
import dev.trtcal.analysis.tune.Score;
import dev.trtcal.analysis.tune.Tuning;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What tuning found, for people and for programs.
 *
 * @param labelled whether it was judged by true classes
 * @param budget in points
 */
record TuneReport(
    Path model, Path cache, KeptLayers kept, Tuning tuning, boolean labelled, double budget) {
  void print(PrintWriter out) {
    out.println("tuned " + model);
    out.println();
    TextTable table =
        new TextTable(
            "thresholds",
            "loss",
            labelled ? "top-1" : "agreement",
            "checked: loss",
            labelled ? "top-1" : "agreement");
    for (Tuning.Standing standing : tuning.scores()) {
      table.row(
          standing.name(),
          String.format(Locale.ROOT, "%.3e", standing.chosen().loss()),
          share(standing.chosen()),
          String.format(Locale.ROOT, "%.3e", standing.checked().loss()),
          share(standing.checked()));
    }
    table.print(out, "  ");
    out.println();
    if (!tuning.choices().isEmpty()) {
      TextTable chosen = new TextTable("tensor", "threshold", "of MinMax's", "by");
      for (Choice choice : tuning.choices()) {
        chosen.row(
            choice.tensor(),
            Figures.significant(choice.scale() * 127.0),
            Figures.percent((double) choice.scale() / choice.minMaxScale()),
            choice.rule());
      }
      chosen.print(out, "  ");
      out.println();
    }
    if (!tuning.keepFloat().isEmpty()) {
      out.println("layers to keep in floating point (calibrate --keep-fp32 @" + kept.file() + "):");
      tuning.keepFloat().forEach(layer -> out.println("  " + layer));
    }
    out.println(
        tuning.holds()
            ? "INT8 holds the budget of " + budget + " points"
            : "INT8 does not hold the budget of "
                + budget
                + " points on the half it was checked on");
    tuning.notes().forEach(note -> out.println("note: " + note));
    out.println();
  }

  private static String share(Score score) {
    return String.format(Locale.ROOT, "%.4f", score.top1().orElse(score.agreement()));
  }

  JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("cache", cache.toString());
    root.addProperty("holdsBudget", tuning.holds());
    root.add("keepFp32", Json.strings(tuning.keepFloat()));
    JsonArray scores = new JsonArray();
    for (Tuning.Standing standing : tuning.scores()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", standing.name());
      entry.add("chosen", toJson(standing.chosen()));
      entry.add("checked", toJson(standing.checked()));
      scores.add(entry);
    }
    root.add("scores", scores);
    JsonArray choices = new JsonArray();
    for (Choice choice : tuning.choices()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("tensor", choice.tensor());
      Json.add(entry, "scale", choice.scale());
      Json.add(entry, "minMaxScale", choice.minMaxScale());
      entry.addProperty("rule", choice.rule());
      choices.add(entry);
    }
    root.add("choices", choices);
    root.add("notes", Json.strings(tuning.notes()));
    return root;
  }

  private static JsonObject toJson(Score score) {
    JsonObject entry = new JsonObject();
    entry.addProperty("images", score.samples());
    Json.add(entry, "loss", score.loss());
    Json.add(entry, "agreement", score.agreement());
    Json.add(entry, "top1", score.top1());
    Json.add(entry, "fp32Top1", score.fp32Top1());
    return entry;
  }
}
