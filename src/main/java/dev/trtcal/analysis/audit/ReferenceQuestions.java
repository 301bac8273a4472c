package dev.trtcal.analysis.audit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What the files of a reference answer beside those of the set; the limits: docs/audit.md. */
final class ReferenceQuestions {
  private ReferenceQuestions() {}

  /** The set's images that the reference holds too. */
  static List<Audit.Held> held(Shared shared, List<ImageFacts> set) {
    return IntStream.range(0, shared.exact().length)
        .mapToObj(i -> new Audit.Held(set.get(i).name(), shared.exact()[i], shared.near()[i]))
        .filter(image -> image.exact() + image.near() > 0)
        .toList();
  }

  /** Whether the reference is other data than the set: never bad, since it need not be. */
  static Finding shared(List<Audit.Held> held, int set, Reference reference) {
    long same = held.stream().filter(image -> image.exact() > 0).count();
    LongStream theirs = held.stream().mapToLong(image -> image.exact() + image.near());
    double share = (double) theirs.sum() / reference.images();
    return Finding.of(
        "shared",
        Verdict.above(share, 0.5, Double.POSITIVE_INFINITY),
        share,
        String.format(
            Locale.ROOT,
            "of the set's %d images the reference holds %d as the same file and %d nearly; they are"
                + " %.1f %% of its images",
            set,
            same,
            held.size() - same,
            100 * share),
        "the reference is mostly the set itself, for which the set stands at any rate: hold it"
            + " against other images",
        held.stream()
            .sorted(Comparator.comparingLong(image -> -image.exact() - image.near()))
            .limit(Duplicates.EXAMPLES)
            .map(
                image ->
                    image.name()
                        + " is there "
                        + (image.exact() + image.near())
                        + " times, "
                        + image.near()
                        + " of them nearly")
            .toList());
  }

  /** Whether the reference repeats itself: never bad, since the set is not to blame. */
  static Optional<Finding> repeats(Reference reference) {
    return reference
        .repeats()
        .map(
            repeats ->
                Finding.of(
                    "repeats",
                    Verdict.above(repeats.found().share(), 0.05, Double.POSITIVE_INFINITY),
                    repeats.found().share(),
                    "the reference: " + repeats.found().summary(),
                    "what is repeated weighs more: leave it so if production repeats it, else take"
                        + " other images",
                    repeats.examples().stream().limit(Duplicates.EXAMPLES).toList()));
  }
}
