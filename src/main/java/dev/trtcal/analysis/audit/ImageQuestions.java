package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the files and pixels of a calibration set answer; the thresholds' reasons: docs/audit.md.
 */
final class ImageQuestions {
  private static final int EXAMPLES = 3;

  /** A deviation of 2 of 255 levels: less than JPEG's own noise. */
  private static final double CONSTANT = 2;

  /** Neighbouring pixels of pictures correlate by 0.8 and more, those of noise not at all. */
  private static final double NOISE = 0.2;

  private ImageQuestions() {}

  static List<Finding> answer(ImageSurvey survey) {
    List<ImageFacts> images = survey.facts();
    List<Finding> findings = new ArrayList<>();
    findings.add(readable(survey));
    findings.add(duplicates(survey));
    findings.add(content(images));
    findings.add(exposure(images));
    findings.add(uniform(images, survey.caveats()));
    folders(images, findings);
    return findings;
  }

  private static Finding readable(ImageSurvey survey) {
    int bad = survey.unreadable().size();
    double share = (double) bad / (bad + survey.facts().size());
    return Finding.of(
        "readable",
        bad == 0 ? Verdict.GOOD : Verdict.above(share, 0, 0.01),
        share,
        bad + " of " + (bad + survey.facts().size()) + " images cannot be read",
        "replace or remove them: calibrate refuses a set with more than 1 % of them",
        survey.unreadable().stream()
            .limit(EXAMPLES)
            .map(skipped -> skipped.file() + ": " + skipped.reason())
            .toList());
  }

  /** Twins add nothing: a set of half twins is a set of half the size. */
  private static Finding duplicates(ImageSurvey survey) {
    Map<Integer, String> names = new HashMap<>();
    survey.facts().forEach(image -> names.put(image.print().number(), image.name()));
    Duplicates found = Duplicates.of(survey.prints());
    return Finding.of(
        "duplicates",
        Verdict.above(found.share(), 0.05, 0.25),
        found.share(),
        found.summary(),
        "replace them by other images: they weigh twice and teach nothing",
        found.examples(names::get).stream().limit(EXAMPLES).toList());
  }

  private static Finding content(List<ImageFacts> images) {
    List<String> constant = names(images, image -> image.deviation() < CONSTANT);
    List<String> noise =
        names(images, image -> image.deviation() >= CONSTANT && image.correlation() < NOISE);
    double share = (double) (constant.size() + noise.size()) / images.size();
    List<String> examples = new ArrayList<>();
    constant.stream().limit(EXAMPLES).forEach(name -> examples.add(name + " is constant"));
    noise.stream().limit(EXAMPLES).forEach(name -> examples.add(name + " is noise"));
    return Finding.of(
        "content",
        Verdict.above(share, 0.01, 0.1),
        share,
        constant.size()
            + " (nearly) constant images and "
            + noise.size()
            + " of noise, whose neighbouring pixels do not correlate; middle correlation "
            + number(middle(images, ImageFacts::correlation)),
        "look at them, and at how they were made: calibrate with pictures as the network will see"
            + " them",
        examples.subList(0, Math.min(EXAMPLES, examples.size())));
  }

  /** Pictures reach near to white somewhere; a set that never does was darkened or misread. */
  private static Finding exposure(List<ImageFacts> images) {
    double bright = Ordering.quantile(values(images, ImageFacts::bright), 0.9);
    double dark = middle(images, ImageFacts::mean);
    Verdict verdict = Verdict.below(bright, 192, 128).and(Verdict.above(dark, 240, 252));
    return Finding.of(
        "exposure",
        verdict,
        bright / 255,
        String.format(
            Locale.ROOT,
            "the brightest tenth of the images reaches level %.0f of 255; middle brightness %.0f,"
                + " contrast %.0f, saturation %.2f, sharpness %.2f",
            bright,
            dark,
            middle(images, ImageFacts::deviation),
            middle(images, ImageFacts::saturation),
            middle(images, ImageFacts::sharpness)),
        verdict != Verdict.GOOD && bright < 192
            ? "the images use little of the pixels' range: compare them with the training data, and"
                + " hold production data against them with --reference"
            : "nearly all pixels are white: compare them with the training data",
        List.of());
  }

  private static Finding uniform(List<ImageFacts> images, List<String> caveats) {
    long grey = images.stream().filter(image -> image.channels() == 1).count();
    long odd = Math.min(grey, images.size() - grey);
    double width = middle(images, ImageFacts::width);
    double height = middle(images, ImageFacts::height);
    List<String> sizes =
        names(
            images,
            image ->
                image.width() * image.height() * 16.0 < width * height
                    || ratio(image.width() / (double) image.height(), width / height) > 3);
    double share = (double) Math.max(odd, sizes.size()) / images.size();
    List<String> examples = new ArrayList<>(caveats);
    sizes.forEach(name -> examples.add(name + " is of another size or shape than most"));
    boolean mostlyGrey = grey * 2 > images.size();
    if (odd > 0) {
      names(images, image -> (image.channels() == 1) != mostlyGrey)
          .forEach(name -> examples.add(name + (mostlyGrey ? " is in colour" : " is grey")));
    }
    Verdict verdict = Verdict.above(share, 0.02, 0.25);
    return Finding.of(
        "uniform",
        caveats.isEmpty() ? verdict : verdict.and(Verdict.DOUBTFUL),
        share,
        grey
            + " grey and "
            + (images.size() - grey)
            + " colour images; "
            + sizes.size()
            + " of a size or shape far from the middle one's "
            + Math.round(width)
            + "x"
            + Math.round(height),
        "look at the odd ones: thumbnails, masks and strays teach ranges that production never"
            + " shows",
        examples.subList(0, Math.min(EXAMPLES, examples.size())));
  }

  private static void folders(List<ImageFacts> images, List<Finding> findings) {
    Map<String, Integer> sizes = new TreeMap<>();
    images.forEach(image -> sizes.merge(image.folder(), 1, Integer::sum));
    if (sizes.size() < 2 || sizes.containsKey("")) {
      return;
    }
    int[] counts = sizes.values().stream().mapToInt(Integer::intValue).toArray();
    double evenness = Balance.evenness(counts, Math.min(counts.length, images.size()));
    Map.Entry<String, Integer> largest =
        sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    findings.add(
        Finding.of(
            "folders",
            Verdict.below(evenness, Balance.DOUBTFUL, Balance.BAD),
            evenness,
            sizes.size()
                + " folders; the largest, "
                + largest.getKey()
                + ", holds "
                + Math.round(100.0 * largest.getValue() / images.size())
                + " % of the images",
            "take as many of each: --max-images N --seed S draws each folder's share",
            List.of()));
  }

  private static double ratio(double a, double b) {
    return Math.max(a / b, b / a);
  }

  private static List<String> names(List<ImageFacts> images, Predicate<ImageFacts> which) {
    return images.stream().filter(which).map(ImageFacts::name).toList();
  }

  private static double[] values(List<ImageFacts> images, ToDoubleFunction<ImageFacts> figure) {
    return images.stream().mapToDouble(figure).toArray();
  }

  private static double middle(List<ImageFacts> images, ToDoubleFunction<ImageFacts> figure) {
    return Ordering.median(values(images, figure));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
