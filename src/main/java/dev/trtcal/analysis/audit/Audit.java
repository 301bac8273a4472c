package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The judgement of a calibration set, question by question.
 *
 * @param images that were judged
 * @param findings one a question; which there are depends on what was given
 * @param curves how scales settle, MinMax and Entropy2
 * @param order how far Entropy2 depends on the order
 * @param kinds what leaving out a kind of image would cost
 * @param coverage how the set stands for a reference, where one was given
 * @param held images of the set that the reference holds too, where that was asked
 * @param notes what the user should know besides
 */
public record Audit(
    int images,
    List<Finding> findings,
    List<LearningCurve> curves,
    OrderCheck order,
    Kinds kinds,
    Optional<Coverage> coverage,
    List<Held> held,
    List<String> notes) {
  /**
   * An image of the set that the reference holds too.
   *
   * @param exact files of the reference that are the same
   * @param near other images of the reference that show the same
   */
  public record Held(String name, long exact, long near) {}

  public Audit {
    held = List.copyOf(held);
    findings = List.copyOf(findings);
    curves = List.copyOf(curves);
    notes = List.copyOf(notes);
  }

  /**
   * Judges.
   *
   * @param survey of the image files; empty for tensors, of which nothing is asked but what the
   *     network makes of them
   * @param set what the network makes of the set
   * @param orders by seed, the images that the order of that seed begins with; may be empty
   * @param reference what the same network makes of other data, measured by the set's {@link
   *     Yardstick}
   * @param threads at least 1; the result does not depend on it
   */
  public static Audit of(
      Optional<ImageSurvey> survey,
      Activations set,
      Map<Long, int[]> orders,
      Optional<Reference> reference,
      int threads) {
    List<LearningCurve> curves = new ArrayList<>();
    for (ScaleRule rule : ScaleRule.values()) {
      curves.add(LearningCurve.of(set, rule, threads));
    }
    OrderCheck order = OrderCheck.of(set, orders, threads);
    Kinds kinds = Kinds.of(set);
    Optional<Coverage> coverage = reference.map(other -> Coverage.of(set, other));
    List<Finding> findings = new ArrayList<>();
    survey.ifPresent(images -> findings.addAll(ImageQuestions.answer(images)));
    set.input().ifPresent(input -> findings.add(NetworkQuestions.input(input)));
    set.classes().ifPresent(classes -> findings.add(NetworkQuestions.classes(classes)));
    findings.add(NetworkQuestions.enough(curves, set.images()));
    findings.add(NetworkQuestions.order(order));
    findings.add(NetworkQuestions.kinds(kinds));
    coverage.ifPresent(found -> findings.add(NetworkQuestions.representative(found)));
    List<Held> held = new ArrayList<>();
    if (survey.isPresent() && reference.isPresent() && reference.get().repeats().isPresent()) {
      held.addAll(ReferenceQuestions.held(reference.get().shared(), survey.get().facts()));
      findings.add(ReferenceQuestions.shared(held, set.images(), reference.get()));
      ReferenceQuestions.repeats(reference.get()).ifPresent(findings::add);
    }
    List<String> notes = new ArrayList<>(set.notes());
    if (survey.isEmpty()) {
      notes.add("tensors are no image files: their pixels were not looked at");
    }
    return new Audit(set.images(), findings, curves, order, kinds, coverage, held, notes);
  }

  /**
   * The images that stand for the set best.
   *
   * @param count at least 1, at most the images of the set
   * @param entropy2 the scales that Entropy2 gives some images of the set, by tensor, given their
   *     indices; called for the whole set and a few dozen choices
   * @return indices in the set's order of samples, in the order in which to calibrate
   */
  public static int[] select(
      Activations set, int count, int threads, Function<int[], Map<String, Float>> entropy2) {
    return Selection.choose(set, count, threads, entropy2);
  }

  /**
   * The same with one question more: how far data have moved since earlier ones.
   *
   * @param now the reference, or the set where there is none
   * @param before of the same network and preprocessing
   */
  public Audit since(DataStatistics now, DataStatistics before) {
    List<Finding> more = new ArrayList<>(findings);
    more.add(Drift.answer(now, before));
    List<String> said = new ArrayList<>(notes);
    said.add(
        "drift: of the images before only statistics are left; which of today's are unlike any of"
            + " them, or among them, cannot be told: that takes the images, as --reference");
    return new Audit(images, more, curves, order, kinds, coverage, held, said);
  }

  /** The worst verdict of all. */
  public Verdict worst() {
    return findings.stream().map(Finding::verdict).reduce(Verdict.GOOD, Verdict::and);
  }
}
