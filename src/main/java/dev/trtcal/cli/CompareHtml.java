package dev.trtcal.cli;

import dev.trtcal.analysis.compare.Bins;
import dev.trtcal.analysis.compare.Cause;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.TensorComparison;
import dev.trtcal.report.Report;
import dev.trtcal.report.Section;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Grade;
import dev.trtcal.report.Section.Histograms;
import dev.trtcal.report.Section.Layer;
import dev.trtcal.report.Section.Lines;
import dev.trtcal.report.Section.Strip;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.Section.Verdict;
import dev.trtcal.report.Section.Verdicts;
import dev.trtcal.report.TensorHistogram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Comparisons of caches of one model as a page. */
final class CompareHtml {
  /**
   * Where the strip's colours begin and end, in dB: rounding alone, and half of the signal lost.
   */
  private static final double GOOD_DB = 40;

  private static final double BAD_DB = 5;

  private final Path model;
  private final boolean several;
  private final List<Section> sections = new ArrayList<>();
  private final List<String> subtitles = new ArrayList<>();

  /**
   * @param several whether more than one cache is to be shown, so that headings must name them
   */
  CompareHtml(Path model, boolean several) {
    this.model = model;
    this.several = several;
  }

  /** Adds what one cache does to the network. */
  CompareHtml add(Path cache, Comparison comparison) {
    String of = several ? " of " + cache.getFileName() : "";
    subtitles.add(
        cache.getFileName()
            + ": INT8 answers as FP32 on "
            + Numbers.percent(comparison.agreement())
            + " of "
            + comparison.images()
            + " samples"
            + comparison.causes().stream()
                .findFirst()
                .map(cause -> "; first cause: " + cause.tensor())
                .orElse("; no cause stands out"));
    sections.add(new Verdicts("Causes" + of, verdicts(comparison)));
    sections.add(
        new Facts(
            "Output" + of,
            List.of(
                new Fact("model", model.toString()),
                new Fact("cache", cache.toString()),
                new Fact("samples", Long.toString(comparison.images())),
                new Fact("agreement", Numbers.percent(comparison.agreement())),
                new Fact("relative error", Numbers.percent(comparison.relativeError())),
                new Fact("loss", Numbers.significant(comparison.loss())),
                new Fact("version", "trtcal " + Version.current()))));
    sections.add(strip("Layers" + of, comparison));
    sections.add(table("Tensors" + of, comparison));
    sections.add(histograms("Values in FP32" + of, comparison));
    return this;
  }

  Report report(Lines again) {
    sections.add(again);
    return new Report(
        "INT8 against FP32: " + model.getFileName(), String.join(". ", subtitles) + ".", sections);
  }

  private static List<Verdict> verdicts(Comparison comparison) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Cause cause : comparison.causes()) {
      verdicts.add(
          new Verdict(
              verdicts.isEmpty() ? Grade.BAD : Grade.DOUBTFUL,
              cause.tensor(),
              cause.diagnosis().text(),
              String.format(
                  Locale.ROOT,
                  "%.0f %% of what all tensors cost one by one; in floating point %.0f %% of the"
                      + " loss comes back",
                  100 * cause.share(),
                  100 * cause.regained())));
    }
    if (verdicts.isEmpty()) {
      verdicts.add(
          new Verdict(
              Grade.GOOD,
              "Is a tensor to blame?",
              "no cause stands out: what is left is INT8's rounding",
              ""));
    }
    comparison.notes().forEach(note -> verdicts.add(new Verdict(Grade.NOTE, "Note", note, "")));
    return verdicts;
  }

  private static Strip strip(String title, Comparison comparison) {
    List<Layer> layers = new ArrayList<>();
    for (TensorComparison tensor : comparison.tensors()) {
      // Without an error there is no figure that a colour could show but the best.
      double figure = Double.isFinite(tensor.sqnrDb()) ? tensor.sqnrDb() : GOOD_DB;
      String shown =
          Double.isFinite(tensor.sqnrDb())
              ? String.format(Locale.ROOT, "%.1f dB", tensor.sqnrDb())
              : "exact";
      layers.add(new Layer(tensor.name(), figure, shown + "; " + tensor.diagnosis().text()));
    }
    return new Strip(
        title, "signal over the error that has piled up, in dB", GOOD_DB, BAD_DB, layers);
  }

  private static Table table(String title, Comparison comparison) {
    List<List<Object>> rows = new ArrayList<>();
    for (TensorComparison tensor : comparison.tensors()) {
      rows.add(
          Arrays.asList(
              tensor.name(),
              decibel(tensor.ownSqnrDb()),
              decibel(tensor.sqnrDb()),
              tensor.cosine(),
              tensor.maxError(),
              tensor.clipRatio(),
              tensor.int8() ? tensor.rangeUse() : null,
              cell(tensor.lossAlone()),
              cell(tensor.lossWithout()),
              tensor.diagnosis().kind().id()));
    }
    return new Table(
        title,
        List.of(
            new Column("tensor", Unit.TEXT),
            new Column("own SQNR", Unit.DECIBEL),
            new Column("SQNR", Unit.DECIBEL),
            new Column("cosine", Unit.NUMBER),
            new Column("max error", Unit.NUMBER),
            new Column("clipped", Unit.SHARE),
            new Column("range used", Unit.SHARE),
            new Column("cost alone", Unit.NUMBER),
            new Column("loss without", Unit.NUMBER),
            new Column("diagnosis", Unit.TEXT)),
        rows);
  }

  private static Histograms histograms(String title, Comparison comparison) {
    List<TensorHistogram> histograms = new ArrayList<>();
    for (TensorComparison tensor : comparison.tensors()) {
      Bins values = tensor.fp32();
      if (!values.counts().isEmpty()) {
        histograms.add(
            new TensorHistogram(
                tensor.name(),
                values.width(),
                values.counts(),
                tensor.int8()
                    ? List.of(new TensorHistogram.Mark("threshold", tensor.threshold()))
                    : List.of(),
                tensor.diagnosis().text()));
      }
    }
    return new Histograms(title, histograms);
  }

  private static Object decibel(double value) {
    return Double.isFinite(value) ? (Object) value : "exact";
  }

  private static Object cell(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
