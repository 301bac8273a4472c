package dev.trtcal.report;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Evidence;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Grade;
import dev.trtcal.report.Section.Histograms;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Unit;
import dev.trtcal.report.Section.Verdict;
import dev.trtcal.report.Section.Verdicts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A calibration as a page: what {@code trtcal calibrate --report} writes. */
public final class CalibrationPage {
  private static final int SKIPPED_SHOWN = 10;

  private static final String WITHOUT_HISTOGRAMS =
      "none: minmax keeps each tensor's largest value alone, and TensorRT hands out no counts; any"
          + " other algorithm on the CPU engine shows them";

  private final Calibration calibration;
  private final CalibrationResult result;
  private final Optional<Sidecar> made;

  private CalibrationPage(
      Calibration calibration, CalibrationResult result, Optional<Sidecar> made) {
    this.calibration = calibration;
    this.result = result;
    this.made = made;
  }

  /**
   * The page of a calibration that was carried out, with the values' distributions where {@link
   * Calibration#keepHistograms} asked for them and with the first samples where they are images.
   *
   * @param calibration its source must still be open; one of images is read again from its start
   * @param made what the cache was made from
   * @throws dev.trtcal.InvalidInputException when model, cache or images cannot be read
   */
  public static Report of(Calibration calibration, CalibrationResult result, Sidecar made) {
    return new CalibrationPage(calibration, result, Optional.of(made)).report();
  }

  /**
   * The page of a calibration that an existing cache made needless.
   *
   * @see #of
   */
  public static Report ofReused(Calibration calibration, CalibrationResult result) {
    return new CalibrationPage(calibration, result, Optional.empty()).report();
  }

  private Report report() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Verdicts("Summary", verdicts()));
    List<TensorHistogram> histograms = histograms();
    if (!histograms.isEmpty()) {
      sections.add(strip());
    }
    sections.add(table());
    if (!histograms.isEmpty()) {
      sections.add(new Histograms("Values of each tensor", histograms));
    }
    SeenSamples.of(calibration.source()).ifPresent(sections::add);
    sections.add(new Facts("What was run", facts()));
    return new Report("Calibration of " + calibration.model().getFileName(), subtitle(), sections);
  }

  private String subtitle() {
    int tensors = result.tensors().size();
    return made.isEmpty()
        ? tensors + " tensors' INT8 scales, from a cache that was there before."
        : String.format(
            Locale.ROOT,
            "INT8 scales of %d tensors, by %s from %d samples.",
            tensors,
            result.algorithm().id(),
            result.feed().samples());
  }

  private List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(clipping());
    List<SkippedInput> skipped = result.feed().skipped();
    if (made.isPresent() && skipped.isEmpty()) {
      verdicts.add(new Verdict(Grade.GOOD, "Could every file be used?", "none was skipped", ""));
    }
    skipped.stream()
        .limit(SKIPPED_SHOWN)
        .forEach(
            file ->
                verdicts.add(new Verdict(Grade.DOUBTFUL, "Skipped", file.file(), file.reason())));
    if (skipped.size() > SKIPPED_SHOWN) {
      String more = "and " + (skipped.size() - SKIPPED_SHOWN) + " more files";
      verdicts.add(new Verdict(Grade.DOUBTFUL, "Skipped", more, "the sidecar lists all"));
    }
    if (result.histograms().isEmpty()) {
      verdicts.add(new Verdict(Grade.NOTE, "Histograms", WITHOUT_HISTOGRAMS, ""));
    }
    for (String note : result.notes()) {
      verdicts.add(new Verdict(Grade.NOTE, "Note", note, ""));
    }
    return verdicts;
  }

  private Verdict clipping() {
    String question = "Is a tensor's range cut short?";
    Optional<String> worst = result.cutShort().map(Figures::clipping);
    if (worst.isPresent()) {
      return new Verdict(Grade.DOUBTFUL, question, worst.get(), "compare with minmax");
    }
    boolean known =
        result.tensors().stream()
            .allMatch(tensor -> tensor.maxAbs().isPresent() && tensor.clipRatio().isPresent());
    return known
        ? new Verdict(Grade.GOOD, question, "no threshold is below half of its largest value", "")
        : new Verdict(
            Grade.NOTE,
            question,
            "not known: " + source() + " tells thresholds and not the values",
            "trtcal compare, or the CPU engine, shows what is clipped");
  }

  private String source() {
    return made.isPresent() ? result.engine() : "a cache";
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.addAll(Provenance.file("model", calibration.model()));
    facts.add(new Fact("engine", result.engine()));
    facts.add(new Fact("algorithm", algorithm()));
    if (made.isPresent()) {
      CalibrationResult.Feed feed = result.feed();
      facts.add(
          new Fact(
              "samples",
              String.format(
                  Locale.ROOT,
                  "%d in %d batches of %d; %d skipped, %d left over",
                  feed.samples(),
                  feed.batches(),
                  feed.batchSize(),
                  feed.skipped().size(),
                  feed.dropped())));
      made.get().data().ifPresent(data -> facts.addAll(Provenance.data(data)));
      facts.add(new Fact("cache's header", made.get().header()));
    }
    calibration.cache().ifPresent(cache -> facts.addAll(Provenance.file("cache", cache)));
    result
        .plan()
        .ifPresent(plan -> facts.add(new Fact("engine plan", String.valueOf(plan.getFileName()))));
    facts.add(Provenance.versions());
    return facts;
  }

  private String algorithm() {
    if (result.algorithm() instanceof Algorithm.Legacy legacy) {
      return legacy.id() + ", quantile " + legacy.quantile() + ", cutoff " + legacy.cutoff();
    }
    if (result.algorithm() instanceof Algorithm.Percentile percentile) {
      return percentile.id() + " " + percentile.percent();
    }
    return result.algorithm().id();
  }

  private Section strip() {
    ErrorStrip strip = new ErrorStrip();
    for (TensorRange tensor : result.tensors()) {
      ValueHistogram values = result.histograms().get(tensor.name());
      if (values != null && tensor.threshold() > 0) {
        strip.add(tensor.name(), values.sqnrDb(tensor.threshold()), caption(tensor));
      }
    }
    return strip.strip("Tensors of the network", "the error of quantizing each by itself");
  }

  private Table table() {
    List<List<Object>> rows = new ArrayList<>();
    for (TensorRange tensor : result.tensors()) {
      rows.add(
          Arrays.asList(
              tensor.name(),
              tensor.threshold(),
              tensor.scale(),
              Table.cell(tensor.maxAbs()),
              Table.cell(tensor.clipRatio()),
              tensor.evidence().map(Evidence::rangeUsed).orElse(null),
              tensor.evidence().map(CalibrationPage::tie).orElse(null)));
    }
    return new Table(
        "Tensors",
        List.of(
            new Column("tensor", Unit.TEXT),
            new Column("threshold", Unit.NUMBER),
            new Column("scale", Unit.NUMBER),
            new Column("largest value", Unit.NUMBER),
            new Column("clipped", Unit.SHARE),
            new Column("threshold / largest", Unit.SHARE),
            new Column("near tie", Unit.TEXT)),
        rows);
  }

  /** The threshold that would have done nearly as well, if there is one; else null. */
  private static String tie(Evidence evidence) {
    return evidence.nearTie()
        ? "with " + Figures.significant(evidence.runnerUp().orElseThrow())
        : null;
  }

  private List<TensorHistogram> histograms() {
    List<TensorHistogram> histograms = new ArrayList<>();
    for (TensorRange tensor : result.tensors()) {
      ValueHistogram values = result.histograms().get(tensor.name());
      if (values != null) {
        histograms.add(
            TensorHistogram.of(
                tensor.name(),
                values.width(),
                values.counts(),
                List.of(new TensorHistogram.Mark(result.algorithm().id(), tensor.threshold())),
                caption(tensor)));
      }
    }
    return histograms;
  }

  private static String caption(TensorRange tensor) {
    String clips = "clips " + Figures.percent(tensor.clipRatio().orElse(0));
    return tensor
        .evidence()
        .flatMap(Evidence::measuredOn)
        .map(on -> clips + "; threshold measured on " + on)
        .orElse(clips);
  }
}
