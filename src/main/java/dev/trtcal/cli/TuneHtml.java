package dev.trtcal.cli;

import dev.trtcal.TensorRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.analysis.tune.Choice;
import dev.trtcal.analysis.tune.Score;
import dev.trtcal.analysis.tune.Tuning;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tuning as a page.
 *
 * @param points the budget
 * @param made what it was made from
 * @param seen what the network saw
 */
record TuneHtml(
    Path model, Tuning tuning, double points, Facts made, Optional<Picture> seen, Lines again) {
  Report report() {
    List<Section> sections = new ArrayList<>();
    sections.add(tiles());
    sections.add(new Verdicts("Verdict", verdicts()));
    sections.add(standings());
    if (!tuning.choices().isEmpty()) {
      sections.add(choices());
    }
    sections.add(strip());
    sections.add(new Histograms("Values of each tensor", histograms()));
    seen.ifPresent(sections::add);
    sections.add(made);
    sections.add(again);
    return new Report("Tuned: " + model.getFileName(), subtitle(), sections);
  }

  private Score result() {
    return tuning.result().checked();
  }

  private String subtitle() {
    Score result = result();
    String how =
        result.top1().isPresent()
            ? String.format(
                Locale.ROOT,
                "INT8 is right on %.2f %% of %d samples that it was not tuned on, FP32 on %.2f %%",
                100 * result.top1().getAsDouble(),
                result.samples(),
                100 * result.fp32Top1().orElseThrow())
            : String.format(
                Locale.ROOT,
                "INT8 answers as FP32 on %.2f %% of %d samples that it was not tuned on",
                100 * result.agreement(),
                result.samples());
    return how + (tuning.keepFloat().isEmpty() ? "." : ", with some layers in FP16 or FP32.");
  }

  private Tiles tiles() {
    Score result = result();
    Grade grade = tuning.holds() ? Grade.GOOD : Grade.BAD;
    List<Tile> tiles = new ArrayList<>();
    result
        .top1()
        .ifPresent(
            top1 ->
                tiles.add(
                    new Tile(grade, Figures.percent(top1), "right, on the half not tuned on")));
    tiles.add(new Tile(grade, Figures.percent(result.agreement()), "answers as FP32's"));
    tiles.add(
        new Tile(Grade.NOTE, Figures.significant(result.loss()), "loss of the output, checked"));
    tiles.add(
        new Tile(
            Grade.NOTE,
            tuning.choices().size() + " of " + tuning.histograms().size(),
            "tensors with a threshold of their own"));
    tiles.add(
        new Tile(
            tuning.keepFloat().isEmpty() ? Grade.GOOD : Grade.DOUBTFUL,
            Integer.toString(tuning.keepFloat().size()),
            "layers to keep in FP16 or FP32"));
    return new Tiles("Result", tiles);
  }

  private List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        new Verdict(
            tuning.holds() ? Grade.GOOD : Grade.BAD,
            "Does INT8 hold the budget of " + points + " points?",
            tuning.holds()
                ? "yes, on the half it was checked on"
                : "no, on the half it was checked on",
            tuning.holds() ? "" : "more data, or more layers in FP16"));
    for (String layer : tuning.keepFloat()) {
      verdicts.add(
          new Verdict(
              Grade.DOUBTFUL, layer, "is to stay in FP16 or FP32", "calibrate --keep-fp32"));
    }
    tuning.notes().forEach(note -> verdicts.add(new Verdict(Grade.NOTE, "Note", note, "")));
    return verdicts;
  }

  private Table standings() {
    boolean labels = result().top1().isPresent();
    List<List<Object>> rows = new ArrayList<>();
    for (Tuning.Standing standing : tuning.scores()) {
      rows.add(
          List.of(
              standing.name(),
              standing.chosen().loss(),
              standing.chosen().top1().orElse(standing.chosen().agreement()),
              standing.checked().loss(),
              standing.checked().top1().orElse(standing.checked().agreement())));
    }
    String share = labels ? "top-1" : "same answers";
    return new Table(
        "Rules against the tuned thresholds",
        List.of(
            new Column("thresholds", Unit.TEXT),
            new Column("loss, searched half", Unit.NUMBER),
            new Column(share, Unit.SHARE),
            new Column("loss, checked half", Unit.NUMBER),
            new Column(share, Unit.SHARE)),
        rows);
  }

  private Table choices() {
    List<List<Object>> rows = new ArrayList<>();
    for (Choice choice : tuning.choices()) {
      rows.add(
          Arrays.asList(
              choice.tensor(),
              choice.scale() * 127.0,
              choice.minMaxScale() == 0 ? null : (double) choice.scale() / choice.minMaxScale(),
              choice.rule()));
    }
    return new Table(
        "Thresholds chosen",
        List.of(
            new Column("tensor", Unit.TEXT),
            new Column("threshold", Unit.NUMBER),
            new Column("of MinMax's", Unit.SHARE),
            new Column("by", Unit.TEXT)),
        rows);
  }

  private Section strip() {
    Map<String, TensorRange> ranges = ranges();
    ErrorStrip strip = new ErrorStrip();
    tuning
        .histograms()
        .forEach(
            (name, values) -> {
              double threshold = ranges.get(name).threshold();
              strip.add(
                  name, values.sqnrDb(threshold), "threshold " + Figures.significant(threshold));
            });
    return strip.strip("Tensors", "the error of quantizing each by itself");
  }

  private List<TensorHistogram> histograms() {
    Map<String, TensorRange> ranges = ranges();
    List<TensorHistogram> histograms = new ArrayList<>();
    for (Map.Entry<String, ValueHistogram> entry : tuning.histograms().entrySet()) {
      TensorRange range = ranges.get(entry.getKey());
      ValueHistogram values = entry.getValue();
      histograms.add(
          TensorHistogram.of(
              entry.getKey(),
              values.width(),
              values.counts(),
              List.of(new TensorHistogram.Mark("tuned", range.threshold())),
              "threshold "
                  + Figures.significant(range.threshold())
                  + range.maxAbs().stream()
                      .mapToObj(max -> ", largest value " + Figures.significant(max))
                      .findFirst()
                      .orElse("")));
    }
    return histograms;
  }

  private Map<String, TensorRange> ranges() {
    Map<String, TensorRange> ranges = new HashMap<>();
    tuning.ranges().forEach(range -> ranges.put(range.name(), range));
    return ranges;
  }
}
