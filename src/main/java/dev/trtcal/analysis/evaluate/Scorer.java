package dev.trtcal.analysis.evaluate;

import dev.trtcal.InvalidInputException;
import dev.trtcal.analysis.Logits;
import dev.trtcal.analysis.OutputDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Counts what is right, batch after batch; engines hand in scores. */
public final class Scorer {
  private static final int FIVE = 5;
  private static final int CONFUSIONS = 3;

  private final OutputDifference difference = new OutputDifference();
  private final Map<Integer, PerClass> classes = new TreeMap<>();
  private final Tally fp32 = new Tally();
  private final Tally int8 = new Tally();
  private long samples;
  private long labelled;
  private boolean compared;

  /** Of no samples yet. */
  public Scorer() {}

  private static final class Tally {
    private long top1;
    private long top5;

    Accuracy of(long samples) {
      return new Accuracy((double) top1 / samples, (double) top5 / samples);
    }
  }

  private static final class PerClass {
    private long samples;
    private long fp32Right;
    private long int8Right;
    private final Map<Integer, long[]> wrong = new TreeMap<>();
  }

  /**
   * Adds a batch.
   *
   * @param reference FP32's scores, sample after sample
   * @param other INT8's, of the same length; empty when there is no INT8
   * @param labels the true classes; empty when they are not known
   * @param count samples in the batch
   * @throws InvalidInputException {@code evaluate.classes} when the outputs are no scores of
   *     classes; {@code labels.range} when a label is no class of the network's
   */
  public void add(float[] reference, Optional<float[]> other, Optional<int[]> labels, int count) {
    int width = reference.length / count;
    if (width < 2) {
      throw new InvalidInputException(
          "evaluate.classes",
          "the network's output holds one value a sample: no scores of classes to evaluate");
    }
    samples += count;
    compared = other.isPresent();
    other.ifPresent(scores -> difference.add(reference, scores, count));
    labels.ifPresent(truth -> score(reference, other, truth, width));
  }

  private void score(float[] reference, Optional<float[]> other, int[] truth, int width) {
    for (int sample = 0; sample < truth.length; sample++) {
      int label = truth[sample];
      if (label < 0 || label >= width) {
        throw new InvalidInputException(
            "labels.range",
            "sample "
                + (labelled + sample)
                + " has the label "
                + label
                + "; the network has the classes 0 to "
                + (width - 1));
      }
      int from = sample * width;
      PerClass own = classes.computeIfAbsent(label, key -> new PerClass());
      own.samples++;
      own.fp32Right += count(fp32, reference, from, width, label) ? 1 : 0;
      countWrong(own, reference, from, width, label, 1);
      if (other.isPresent()) {
        own.int8Right += count(int8, other.get(), from, width, label) ? 1 : 0;
        countWrong(own, other.get(), from, width, label, 0);
      }
    }
    labelled += truth.length;
  }

  private static boolean count(Tally tally, float[] scores, int from, int width, int label) {
    boolean right = Logits.best(scores, from, width) == label;
    tally.top1 += right ? 1 : 0;
    tally.top5 += Logits.isAmongBest(scores, from, width, label, FIVE) ? 1 : 0;
    return right;
  }

  private static void countWrong(
      PerClass own, float[] scores, int from, int width, int label, int which) {
    int answer = Logits.best(scores, from, width);
    if (answer != label) {
      own.wrong.computeIfAbsent(answer, key -> new long[2])[which]++;
    }
  }

  /**
   * What was counted.
   *
   * @param engine what computed the scores, in words
   */
  public Evaluation result(String engine, List<String> notes) {
    boolean labels = labelled > 0;
    return new Evaluation(
        engine,
        samples,
        labels ? Optional.of(fp32.of(labelled)) : Optional.empty(),
        labels && compared ? Optional.of(int8.of(labelled)) : Optional.empty(),
        compared ? OptionalDouble.of(difference.agreement()) : OptionalDouble.empty(),
        labels && compared ? losses() : List.of(),
        notes,
        Optional.empty());
  }

  private List<ClassLoss> losses() {
    List<ClassLoss> losses = new ArrayList<>();
    classes.forEach(
        (label, own) -> {
          if (own.int8Right < own.fp32Right) {
            losses.add(
                new ClassLoss(
                    label, own.samples, own.fp32Right, own.int8Right, confusions(own.wrong)));
          }
        });
    losses.sort(Comparator.comparingLong(loss -> loss.int8Right() - loss.fp32Right()));
    return losses;
  }

  private static List<ClassLoss.Confusion> confusions(Map<Integer, long[]> wrong) {
    return wrong.entrySet().stream()
        .map(e -> new ClassLoss.Confusion(e.getKey(), e.getValue()[0], e.getValue()[1]))
        .filter(confusion -> confusion.int8() > 0)
        .sorted(Comparator.comparingLong(ClassLoss.Confusion::int8).reversed())
        .limit(CONFUSIONS)
        .toList();
  }
}
