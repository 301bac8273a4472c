package dev.trtcal.demo.service;

import dev.trtcal.CalibrationResult;
import dev.trtcal.DataDescription;
import dev.trtcal.TensorRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.report.Report;
import dev.trtcal.report.Section;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Histograms;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.TensorHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A job's result as a page, of the parts that trtcal's own pages are made of. */
final class ReportPage {
  private ReportPage() {}

  static Report of(CalibrationResult result, Sidecar sidecar) {
    List<List<Object>> rows = new ArrayList<>();
    List<TensorHistogram> histograms = new ArrayList<>();
    for (TensorRange tensor : result.tensors()) {
      rows.add(
          Arrays.asList(
              tensor.name(),
              tensor.threshold(),
              Table.cell(tensor.maxAbs()),
              Table.cell(tensor.clipRatio())));
      ValueHistogram values = result.histograms().get(tensor.name());
      if (values != null) {
        histograms.add(
            TensorHistogram.of(
                tensor.name(),
                values.width(),
                values.counts(),
                List.of(new TensorHistogram.Mark("threshold", tensor.threshold())),
                ""));
      }
    }
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Table(
            "Tensors",
            List.of(
                new Column("tensor", Unit.TEXT),
                new Column("threshold", Unit.NUMBER),
                new Column("largest value", Unit.NUMBER),
                new Column("clipped", Unit.SHARE)),
            rows));
    if (!histograms.isEmpty()) {
      sections.add(new Histograms("Values of each tensor", histograms));
    }
    sections.add(new Facts("What was run", facts(sidecar)));
    return new Report(
        "Calibration",
        result.feed().samples() + " images, by " + result.algorithm().id() + ".",
        sections);
  }

  private static List<Fact> facts(Sidecar sidecar) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("engine", sidecar.engine()));
    facts.add(new Fact("model's SHA-256", sidecar.modelSha256()));
    sidecar
        .data()
        .map(DataDescription::sha256)
        .ifPresent(hash -> facts.add(new Fact("data's SHA-256", hash)));
    facts.add(new Fact("version", sidecar.tool()));
    return facts;
  }
}
