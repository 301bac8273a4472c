package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.analysis.audit.Coverage;
import dev.trtcal.analysis.audit.Finding;
import dev.trtcal.analysis.audit.LearningCurve;
import dev.trtcal.image.Pixels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An audit as text and as JSON.
 *
 * @param audit of the whole set
 * @param after of the images selected, the whole set being their reference
 * @param selected names of those images
 * @param file where the names were written
 * @param leastCovered the reference's images that the set covers least, the farthest first
 */
record AuditReport(
    Audit audit,
    Optional<Audit> after,
    List<String> selected,
    Optional<Path> file,
    List<Pixels> leastCovered) {
  AuditReport {
    selected = List.copyOf(selected);
    leastCovered = List.copyOf(leastCovered);
  }

  /** Of a set of which nothing was selected. */
  static AuditReport of(Audit audit) {
    return new AuditReport(audit, Optional.empty(), List.of(), Optional.empty(), List.of());
  }

  /** The same with pictures. */
  AuditReport showing(List<Pixels> pictures) {
    return new AuditReport(audit, after, selected, file, pictures);
  }

  void print(PrintWriter out) {
    out.println("audited " + audit.images() + " samples");
    print(out, audit);
    for (LearningCurve curve : audit.curves()) {
      out.println();
      out.println(
          curve.algorithm() + ": how far scales of fewer images are from those of the whole set");
      TextTable table = new TextTable("images", "middle tensor", "10 %", "90 %", "worst tensor");
      for (LearningCurve.Point point : curve.points()) {
        table.row(
            Integer.toString(point.images()),
            move(point.median()),
            move(point.medianLow()),
            move(point.medianHigh()),
            move(point.worst()));
      }
      table.print(out, "  ");
    }
    audit.notes().forEach(note -> out.println("note: " + note));
    after.ifPresent(
        chosen -> {
          out.println();
          out.println("the " + chosen.images() + " images selected, held against the whole set");
          print(out, chosen);
          out.println("wrote " + file.orElseThrow());
        });
    out.flush();
  }

  private static void print(PrintWriter out, Audit audit) {
    for (Finding finding : audit.findings()) {
      out.println();
      out.println(
          String.format(
              Locale.ROOT,
              "  %-14s  %-8s  %s",
              finding.question(),
              word(finding),
              finding.evidence()));
      if (!finding.advice().isEmpty()) {
        finding.examples().forEach(example -> out.println("      " + example));
        out.println("      -> " + finding.advice());
      }
    }
  }

  private static String move(double move) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * Math.expm1(move));
  }

  private static String word(Finding finding) {
    return finding.verdict().name().toLowerCase(Locale.ROOT);
  }

  JsonObject toJson() {
    JsonObject root = json(audit);
    root.add("selected", Json.strings(selected));
    after.ifPresent(chosen -> root.add("selectedAudit", json(chosen)));
    return root;
  }

  private static JsonObject json(Audit audit) {
    JsonObject root = new JsonObject();
    root.addProperty("images", audit.images());
    JsonArray verdicts = new JsonArray();
    for (Finding finding : audit.findings()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("question", finding.question());
      entry.addProperty("verdict", word(finding));
      Json.add(entry, "value", finding.value());
      entry.addProperty("advice", finding.advice());
      entry.addProperty("evidence", finding.evidence());
      entry.add("examples", Json.strings(finding.examples()));
      verdicts.add(entry);
    }
    root.add("verdicts", verdicts);
    JsonArray curves = new JsonArray();
    for (LearningCurve curve : audit.curves()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("algorithm", curve.algorithm());
      Json.add(entry, "medianMove", curve.medianMove());
      Json.add(entry, "worstMove", curve.worstMove());
      curve.settled().ifPresent(images -> entry.addProperty("settled", images));
      curves.add(entry);
    }
    root.add("curves", curves);
    audit
        .coverage()
        .ifPresent(
            coverage -> {
              JsonArray far = new JsonArray();
              for (Coverage.Far image : coverage.leastCovered()) {
                JsonObject entry = new JsonObject();
                entry.addProperty("file", image.origin());
                Json.add(entry, "distance", image.distance());
                far.add(entry);
              }
              root.add("leastCovered", far);
            });
    if (!audit.held().isEmpty()) {
      JsonArray held = new JsonArray();
      for (Audit.Held image : audit.held()) {
        JsonObject entry = new JsonObject();
        entry.addProperty("file", image.name());
        entry.addProperty("exact", image.exact());
        entry.addProperty("near", image.near());
        held.add(entry);
      }
      root.add("shared", held);
    }
    root.add("notes", Json.strings(audit.notes()));
    return root;
  }
}
