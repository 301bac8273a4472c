package dev.trtcal.cli;

import dev.trtcal.analysis.compare.Bins;
import dev.trtcal.analysis.compare.Cause;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.EngineComparison;
import dev.trtcal.analysis.compare.TensorComparison;
import dev.trtcal.report.ErrorStrip;
import dev.trtcal.report.Figures;
import dev.trtcal.report.Report;
import dev.trtcal.report.Section;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Grade;
import dev.trtcal.report.Section.Histograms;
import dev.trtcal.report.Section.Lines;
import dev.trtcal.report.Section.Picture;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Tile;
import dev.trtcal.report.Section.Tiles;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.Section.Verdict;
import dev.trtcal.report.Section.Verdicts;
import dev.trtcal.report.TensorHistogram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Comparisons of caches of one model as a page. */
final class CompareHtml {
  /** Share of equal answers from which INT8 is sound, and below which it is not. */
  private static final double SOUND = 0.98;

  private static final double DOUBTFUL = 0.95;

  /** What real engines leave open. */
  static final String NO_COSTS =
      "what single tensors cost the output is measured by simulation: without --engine tensorrt";

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

  /** Adds what one cache does to the network, by simulation. */
  CompareHtml add(Path cache, Comparison comparison) {
    String cause =
        comparison.causes().stream()
            .findFirst()
            .map(first -> "; first cause: " + first.tensor())
            .orElse("; no cause stands out");
    return add(cache, comparison, cause, "Causes", verdicts(comparison));
  }

  /** Adds what real engines make of one cache. */
  CompareHtml add(Path cache, EngineComparison compared) {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(new Verdict(Grade.NOTE, "Engines", compared.engine(), NO_COSTS));
    compared
        .unseen()
        .forEach(
            (tensor, reason) ->
                verdicts.add(new Verdict(Grade.NOTE, "Not seen: " + tensor, reason, "")));
    addNotes(verdicts, compared.comparison());
    return add(cache, compared.comparison(), "", "Engines", verdicts);
  }

  private CompareHtml add(
      Path cache, Comparison comparison, String cause, String heading, List<Verdict> verdicts) {
    String of = several ? " of " + cache.getFileName() : "";
    subtitles.add(
        cache.getFileName()
            + ": INT8 answers as FP32 on "
            + Figures.percent(comparison.agreement())
            + " of "
            + comparison.images()
            + " samples"
            + cause);
    sections.add(tiles("Output" + of, comparison));
    sections.add(new Verdicts(heading + of, verdicts));
    sections.add(strip("Layers" + of, comparison));
    sections.add(table("Tensors" + of, comparison));
    sections.add(histograms("Values of each tensor" + of, comparison));
    return this;
  }

  private static Tiles tiles(String title, Comparison comparison) {
    Grade grade =
        comparison.agreement() >= SOUND
            ? Grade.GOOD
            : comparison.agreement() >= DOUBTFUL ? Grade.DOUBTFUL : Grade.BAD;
    return new Tiles(
        title,
        List.of(
            new Tile(grade, Figures.percent(comparison.agreement()), "answers as FP32's"),
            new Tile(
                Grade.NOTE, Figures.percent(comparison.relativeError()), "error of the output"),
            new Tile(Grade.NOTE, Figures.significant(comparison.loss()), "loss of the output"),
            new Tile(Grade.NOTE, Long.toString(comparison.images()), "samples compared")));
  }

  /**
   * The page.
   *
   * @param made what it was made from
   * @param seen what the network saw
   */
  Report report(Facts made, Optional<Picture> seen, Lines again) {
    seen.ifPresent(sections::add);
    sections.add(made);
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
              cause.cost()));
    }
    if (verdicts.isEmpty()) {
      verdicts.add(new Verdict(Grade.GOOD, "Is a tensor to blame?", Cause.NONE, ""));
    }
    addNotes(verdicts, comparison);
    return verdicts;
  }

  private static void addNotes(List<Verdict> verdicts, Comparison comparison) {
    comparison.notes().forEach(note -> verdicts.add(new Verdict(Grade.NOTE, "Note", note, "")));
  }

  private static Section strip(String title, Comparison comparison) {
    ErrorStrip strip = new ErrorStrip();
    for (TensorComparison tensor : comparison.tensors()) {
      strip.add(tensor.name(), tensor.sqnrDb(), tensor.diagnosis().text());
    }
    return strip.strip(title, "the error that has piled up");
  }

  private static Table table(String title, Comparison comparison) {
    List<List<Object>> rows = new ArrayList<>();
    for (TensorComparison tensor : comparison.tensors()) {
      rows.add(
          Arrays.asList(
              tensor.name(),
              tensor.diagnosis().kind().id(),
              decibel(tensor.sqnrDb()),
              tensor.clipRatio(),
              Table.cell(tensor.lossAlone()),
              tensor.diagnosis().text(),
              decibel(tensor.ownSqnrDb()),
              tensor.cosine(),
              tensor.maxError(),
              tensor.int8() ? tensor.threshold() : null,
              tensor.maxAbs(),
              tensor.int8() ? tensor.rangeUse() : null,
              Table.cell(tensor.lossWithout()),
              String.join(", ", tensor.layers())));
    }
    return new Table(
        title,
        List.of(
            new Column("tensor", Unit.TEXT),
            new Column("diagnosis", Unit.TEXT),
            new Column("SQNR", Unit.DECIBEL),
            new Column("clipped", Unit.SHARE),
            new Column("cost alone", Unit.NUMBER),
            Column.detail("what is wrong", Unit.TEXT),
            Column.detail("SQNR of its own error", Unit.DECIBEL),
            Column.detail("cosine", Unit.NUMBER),
            Column.detail("largest error", Unit.NUMBER),
            Column.detail("threshold", Unit.NUMBER),
            Column.detail("largest value", Unit.NUMBER),
            Column.detail("largest value / threshold", Unit.SHARE),
            Column.detail("loss when all else is INT8", Unit.NUMBER),
            Column.detail("layers", Unit.TEXT)),
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
                tensor.diagnosis().text(),
                Optional.of(
                    new TensorHistogram.Other(
                        "in the INT8 network",
                        tensor.quantized().width(),
                        tensor.quantized().counts()))));
      }
    }
    return new Histograms(title, histograms);
  }

  /** NaN where it was not measured. */
  private static Object decibel(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return Double.isFinite(value) ? (Object) value : "exact";
  }
}
