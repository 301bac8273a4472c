package dev.trtcal.analysis.audit;

import dev.trtcal.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * How far data have moved since earlier ones, of which only statistics are left.
 *
 * @param tensors in order of {@link Tensor#distance} over {@link Tensor#chance}, the largest first
 * @param mix share of the images that the network takes for other classes than before: the distance
 *     in total variation of the shares of classes
 * @param chance what {@code mix} would be if nothing had moved, by chance alone
 */
record Drift(List<Tensor> tensors, double mix, double chance) {
  /** Distances of fewer images are mostly chance. */
  private static final int LEAST_IMAGES = 100;

  private static final int EXAMPLES = 2;

  /**
   * One tensor.
   *
   * @param distance of the distributions of |x|
   * @param chance what it would be if nothing had moved, by chance alone
   * @param reach ln(largest magnitude now / that before), of as many images: see {@link
   *     Coverage.Tensor#reach}
   * @param clipped share of the values that are beyond the largest magnitude before
   */
  record Tensor(String name, double distance, double chance, double reach, double clipped) {
    double beyondChance() {
      return Coverage.beyondChance(distance, chance);
    }
  }

  Drift {
    tensors = List.copyOf(tensors);
  }

  static Drift of(DataStatistics now, DataStatistics before) {
    double times = (double) now.images() / before.images();
    List<Tensor> tensors = new ArrayList<>();
    for (DataStatistics.Tensor tensor : now.tensors()) {
      FineCounts was = before.tensor(tensor.name()).orElseThrow(() -> other(tensor.name()));
      FineCounts is = tensor.counts();
      if (is.max() > 0 || was.max() > 0) {
        tensors.add(
            new Tensor(
                tensor.name(),
                is.distance(was),
                is.chanceDistance(was),
                Coverage.excess(is.exceededBy(times), was.max()),
                is.shareBeyond(was.max())));
      }
    }
    tensors.sort(Comparator.comparingDouble(Tensor::beyondChance).reversed());
    if (now.classes().length != before.classes().length) {
      throw other("as many classes");
    }
    return mixed(tensors, now.classes(), before.classes());
  }

  private static InvalidInputException other(String missing) {
    return new InvalidInputException(
        "statistics.other",
        "--drift-since: the statistics do not know "
            + missing
            + ": another release of trtcal wrote them; make them again with --save-statistics");
  }

  private static Drift mixed(List<Tensor> tensors, long[] now, long... before) {
    double all = Math.max(1, LongStream.of(now).sum());
    double allBefore = Math.max(1, LongStream.of(before).sum());
    double mix = 0;
    double chance = 0;
    for (int i = 0; i < now.length; i++) {
      double share = (now[i] + before[i]) / (all + allBefore);
      mix += Math.abs(now[i] / all - before[i] / allBefore) / 2;
      // Half the mean magnitude of a normal variable of the difference's variance.
      chance += Math.sqrt(share * (1 - share) * (1 / all + 1 / allBefore) / (2 * Math.PI));
    }
    return new Drift(tensors, mix, chance);
  }

  /** Whether data are still like those before; the limits are those of {@code representative}. */
  static Finding answer(DataStatistics now, DataStatistics before) {
    Drift drift = of(now, before);
    double distance = drift.median(Tensor::distance);
    double reach = drift.median(Tensor::reach);
    boolean few = Math.min(now.images(), before.images()) < LEAST_IMAGES;
    boolean mixes = drift.mix > 2 * drift.chance;
    Verdict verdict =
        (few ? Verdict.GOOD : Verdict.above(distance, 0.05, 0.15))
            .and(Verdict.above(reach, LearningCurve.SETTLED, NetworkQuestions.HALF_A_BIT))
            .and(mixes ? Verdict.above(drift.mix, 0.15, Double.POSITIVE_INFINITY) : Verdict.GOOD);
    return Finding.of(
        "drift",
        verdict,
        distance,
        String.format(
            Locale.ROOT,
            "activations of these %d images and of the %d before are %.3f apart in the middle"
                + " tensor%s; as many images reach %.2f times as far there%s",
            now.images(),
            before.images(),
            distance,
            few ? " (which is not judged of fewer than " + LEAST_IMAGES + ")" : "",
            Math.exp(reach),
            now.classes().length == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; the shares of the network's classes moved by %.1f %% (chance: %.1f %%)",
                    100 * drift.mix,
                    100 * drift.chance)),
        "look at what is new with --reference, and calibrate again with images of it",
        drift.examples());
  }

  private double median(ToDoubleFunction<Tensor> figure) {
    return tensors.isEmpty() ? 0 : Ordering.median(tensors.stream().mapToDouble(figure).toArray());
  }

  private List<String> examples() {
    return tensors.stream()
        .limit(EXAMPLES)
        .map(
            tensor ->
                String.format(
                    Locale.ROOT,
                    "%s: %.3f apart (chance: %.3f), %.2f times as far, %.4f %% of its values beyond"
                        + " those before",
                    tensor.name(),
                    tensor.distance(),
                    tensor.chance(),
                    Math.exp(tensor.reach()),
                    100 * tensor.clipped()))
        .toList();
  }
}
