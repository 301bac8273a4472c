package dev.trtcal.cli;

import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.analysis.audit.Coverage;
import dev.trtcal.analysis.audit.Finding;
import dev.trtcal.analysis.audit.LearningCurve;
import dev.trtcal.image.ContactSheet;
import dev.trtcal.report.Provenance;
import dev.trtcal.report.Report;
import dev.trtcal.report.Section;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Grade;
import dev.trtcal.report.Section.Lines;
import dev.trtcal.report.Section.Picture;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.Section.Verdict;
import dev.trtcal.report.Section.Verdicts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An audit as a page.
 *
 * @param data what was judged, and what it was held against
 */
record AuditHtml(Path model, AuditReport told, List<Fact> data, Lines again) {
  Report report() {
    Audit audit = told.audit();
    List<Section> sections = answers("Verdicts", told);
    told.after()
        .ifPresent(
            chosen ->
                sections.add(
                    new Verdicts(
                        "The " + chosen.images() + " images selected, against the whole set",
                        verdicts(chosen))));
    sections.add(new Facts("What was run", facts(model, audit, data)));
    sections.add(again);
    return new Report(
        "Audit of a calibration set for " + model.getFileName(), subtitle(audit), sections);
  }

  /** What was asked of a set, and answered. */
  static List<Section> answers(String title, AuditReport told) {
    Audit audit = told.audit();
    List<Section> sections = new ArrayList<>();
    sections.add(new Verdicts(title, verdicts(audit)));
    List<List<Object>> examples = examples(audit);
    if (!examples.isEmpty()) {
      sections.add(
          new Table(
              "To look at first",
              List.of(new Column("question", Unit.TEXT), new Column("example", Unit.TEXT)),
              examples));
    }
    for (LearningCurve curve : audit.curves()) {
      sections.add(table(curve));
    }
    audit.coverage().ifPresent(coverage -> addTo(sections, coverage));
    if (!told.leastCovered().isEmpty()) {
      sections.add(
          Picture.of(
              "What the set covers least",
              "Row by row, as the network sees them, in the order of the table above.",
              "image/png",
              ContactSheet.png(told.leastCovered())));
    }
    return sections;
  }

  static List<Fact> facts(Path model, Audit audit, List<Fact> data) {
    List<Fact> facts = new ArrayList<>(Provenance.file("model", model));
    facts.add(new Fact("samples", Integer.toString(audit.images())));
    facts.addAll(data);
    facts.add(Provenance.versions());
    return facts;
  }

  static String subtitle(Audit audit) {
    String worst = audit.worst().name().toLowerCase(Locale.ROOT);
    String which =
        audit.findings().stream()
            .filter(finding -> finding.verdict() == audit.worst())
            .map(Finding::question)
            .collect(Collectors.joining(", "));
    return switch (audit.worst()) {
      case GOOD -> audit.images() + " samples: nothing is wrong with them.";
      case DOUBTFUL, BAD -> audit.images() + " samples: " + worst + " in " + which + ".";
    };
  }

  private static List<Verdict> verdicts(Audit audit) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Finding finding : audit.findings()) {
      Grade grade =
          switch (finding.verdict()) {
            case GOOD -> Grade.GOOD;
            case DOUBTFUL -> Grade.DOUBTFUL;
            case BAD -> Grade.BAD;
          };
      verdicts.add(new Verdict(grade, finding.question(), finding.evidence(), finding.advice()));
    }
    audit.notes().forEach(note -> verdicts.add(new Verdict(Grade.NOTE, "Note", note, "")));
    return verdicts;
  }

  private static List<List<Object>> examples(Audit audit) {
    List<List<Object>> rows = new ArrayList<>();
    for (Finding finding : audit.findings()) {
      if (!finding.advice().isEmpty()) {
        finding.examples().forEach(example -> rows.add(List.of(finding.question(), example)));
      }
    }
    return rows;
  }

  private static Table table(LearningCurve curve) {
    List<List<Object>> rows = new ArrayList<>();
    for (LearningCurve.Point point : curve.points()) {
      rows.add(
          List.of(
              point.images(),
              Math.expm1(point.median()),
              Math.expm1(point.medianLow()),
              Math.expm1(point.medianHigh()),
              Math.expm1(point.worst())));
    }
    return new Table(
        curve.algorithm() + ": scales of fewer images against the whole set's",
        List.of(
            new Column("images", Unit.NUMBER),
            new Column("middle tensor", Unit.SHARE),
            new Column("10 %", Unit.SHARE),
            new Column("90 %", Unit.SHARE),
            new Column("worst tensor", Unit.SHARE)),
        rows);
  }

  private static void addTo(List<Section> sections, Coverage coverage) {
    List<List<Object>> tensors = new ArrayList<>();
    for (Coverage.Tensor tensor : coverage.tensors()) {
      tensors.add(
          List.of(
              tensor.name(),
              Math.expm1(tensor.excess()),
              Math.expm1(tensor.reach()),
              tensor.clipped(),
              tensor.distance(),
              tensor.own()));
    }
    sections.add(
        new Table(
            "The reference's values, tensor by tensor",
            List.of(
                new Column("tensor", Unit.TEXT),
                new Column("beyond the set's range", Unit.SHARE),
                new Column("as many images as the set", Unit.SHARE),
                new Column("clipped at that range", Unit.SHARE),
                new Column("distance", Unit.NUMBER),
                new Column("distance of the set's halves", Unit.NUMBER)),
            tensors));
    List<List<Object>> images = new ArrayList<>();
    for (Coverage.Far image : coverage.leastCovered()) {
      images.add(List.of(image.origin(), image.distance()));
    }
    sections.add(
        new Table(
            "The reference's images that the set covers least",
            List.of(
                new Column("image", Unit.TEXT),
                new Column("distance over the usual within the set", Unit.NUMBER)),
            images));
  }
}
