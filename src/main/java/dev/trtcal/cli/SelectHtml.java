package dev.trtcal.cli;

import dev.trtcal.analysis.audit.DataStatistics;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.ContactSheet;
import dev.trtcal.image.Pixels;
import dev.trtcal.report.Report;
import dev.trtcal.report.Section;
import dev.trtcal.report.Section.Column;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Lines;
import dev.trtcal.report.Section.Picture;
import dev.trtcal.report.Section.Table;
import dev.trtcal.report.Section.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A selection as a page.
 *
 * @param told how the chosen images stand for all
 * @param all the images that were chosen from
 * @param chosen those chosen, in the order in which to calibrate
 * @param ofAll what the network makes of all
 * @param ofChosen what it makes of those chosen
 * @param pictures of the first of those chosen
 * @param data what was chosen, to be told apart from others
 */
record SelectHtml(
    Path model,
    AuditReport told,
    ImageSet all,
    ImageSet chosen,
    DataStatistics ofAll,
    DataStatistics ofChosen,
    List<Pixels> pictures,
    List<Fact> data,
    Lines again) {
  /** Pictures on the page, at most. */
  static final int PICTURES = 144;

  private static final int COLUMNS = 12;
  private static final int SIDE = 64;

  Report report() {
    List<Section> sections =
        new ArrayList<>(AuditHtml.answers("How they stand for the whole", told));
    if (all.hasClasses()) {
      sections.add(folders());
    }
    if (ofAll.classes().length > 0) {
      sections.add(classes());
    }
    sections.add(
        Picture.of(
            "The images chosen",
            "Row by row, as the network sees them, in the order in which to calibrate"
                + (pictures.size() < chosen.entries().size()
                    ? "; the first " + pictures.size() + " of them."
                    : "."),
            "image/jpeg",
            ContactSheet.thumbnails(pictures, COLUMNS, SIDE)));
    sections.add(names());
    List<Fact> facts = new ArrayList<>(AuditHtml.facts(model, told.audit(), data));
    facts.add(new Fact("chosen from", all.entries().size() + " images of " + all.description()));
    sections.add(new Facts("What was run", facts));
    sections.add(again);
    return new Report(
        chosen.entries().size()
            + " of "
            + all.entries().size()
            + " images, to calibrate "
            + model.getFileName(),
        AuditHtml.subtitle(told.audit()),
        sections);
  }

  private Table names() {
    List<List<Object>> rows = new ArrayList<>();
    for (ImageEntry image : chosen.entries()) {
      rows.add(List.of(rows.size() + 1, image.name()));
    }
    return new Table(
        "Their names",
        List.of(new Column("place", Unit.NUMBER), new Column("image", Unit.TEXT)),
        rows);
  }

  private Table folders() {
    Map<String, Integer> whole = sizes(all);
    Map<String, Integer> some = sizes(chosen);
    List<List<Object>> rows = new ArrayList<>();
    whole.forEach(
        (folder, images) ->
            rows.add(
                row(
                    folder,
                    images,
                    all.entries().size(),
                    some.getOrDefault(folder, 0),
                    chosen.entries().size())));
    return table("Folder by folder", "folder", rows);
  }

  private static Map<String, Integer> sizes(ImageSet set) {
    Map<String, Integer> sizes = new TreeMap<>();
    set.entries().forEach(image -> sizes.merge(image.topFolder(), 1, Integer::sum));
    return sizes;
  }

  private Table classes() {
    long[] whole = ofAll.classes();
    long[] some = ofChosen.classes();
    long sumOfAll = LongStream.of(whole).sum();
    long sumOfChosen = LongStream.of(some).sum();
    List<List<Object>> rows = new ArrayList<>();
    IntStream.range(0, whole.length)
        .filter(i -> whole[i] > 0)
        .forEach(i -> rows.add(row(Integer.toString(i), whole[i], sumOfAll, some[i], sumOfChosen)));
    return table("By what the network takes them for", "class", rows);
  }

  private static List<Object> row(Object what, long whole, long ofWhole, long some, long ofSome) {
    return List.of(what, whole, (double) whole / ofWhole, some, (double) some / ofSome);
  }

  private static Table table(String title, String what, List<List<Object>> rows) {
    return new Table(
        title,
        List.of(
            new Column(what, Unit.TEXT),
            new Column("in the whole", Unit.NUMBER),
            new Column("share of the whole", Unit.SHARE),
            new Column("chosen", Unit.NUMBER),
            new Column("share of the chosen", Unit.SHARE)),
        rows);
  }
}
