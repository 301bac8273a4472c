package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the network's activations answer; the thresholds' reasons: docs/audit.md. */
final class NetworkQuestions {
  /** Half a bit of INT8's eight: a threshold larger by e^0.35 adds 3 dB of rounding noise. */
  static final double HALF_A_BIT = 0.35;

  /** A tensor that reaches twice its threshold has one of eight bits too few. */
  private static final double A_BIT = Math.log(2);

  /** Share of a tensor's values from which clipping is more than a stray outlier. */
  private static final double CLIPPED = 1e-3;

  /** Distances that chance makes between halves of the set times this are still chance. */
  private static final double BEYOND_CHANCE = 3;

  private NetworkQuestions() {}

  /** Whether the input looks normalised as a network expects it. */
  static Finding input(InputValues input) {
    double worstMean = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int c = 0; c < input.channels(); c++) {
      worstMean = Math.max(worstMean, Math.abs(input.mean(c)));
      least = Math.min(least, input.deviation(c));
      largest = Math.max(largest, input.deviation(c));
    }
    boolean pixels = input.whole() && input.largest() > 16;
    boolean shifted = worstMean > 1.5 || largest > 3;
    boolean doubtful = pixels || shifted || least < 1e-3;
    return Finding.of(
        "input",
        doubtful ? Verdict.DOUBTFUL : Verdict.GOOD,
        worstMean,
        String.format(
            Locale.ROOT,
            "the network is fed %.3g to %.3g; of its channels the largest |mean| is %.2f, the"
                + " deviations are %.2f to %.2f",
            input.least(),
            input.largest(),
            worstMean,
            least,
            largest),
        pixels
            ? "these are raw pixels: unless the network normalises them itself, give --mean and"
                + " --std or scale them"
            : "normalised data have a mean near 0 and a deviation near 1: compare --scale, --mean"
                + " and --std with those of training",
        List.of());
  }

  /** Whether the network takes all images for the same. */
  static Finding classes(Activations.Classes classes) {
    int[] counts = new int[classes.count()];
    classes.answers().forEach(answer -> counts[answer]++);
    double evenness = Balance.evenness(counts, Math.min(counts.length, classes.answers().size()));
    int largest = 0;
    for (int i = 0; i < counts.length; i++) {
      largest = counts[i] > counts[largest] ? i : largest;
    }
    return Finding.of(
        "classes",
        Verdict.below(evenness, Balance.DOUBTFUL, Balance.BAD),
        evenness,
        String.format(
            Locale.ROOT,
            "the network takes the images for %d of its %d classes, %.0f %% of them for class %d",
            Arrays.stream(counts).filter(count -> count > 0).count(),
            counts.length,
            100.0 * counts[largest] / classes.answers().size(),
            largest),
        "add images of the other classes, unless production shows these alone",
        List.of());
  }

  /** Whether more images would still change the scales. */
  static Finding enough(List<LearningCurve> curves, int images) {
    double median = 0;
    List<String> said = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    for (LearningCurve curve : curves) {
      median = Math.max(median, curve.medianMove());
      said.add(
          String.format(
              Locale.ROOT,
              "%s's scales move by %.1f %% between random halves in the middle tensor, %.0f %% in"
                  + " the worst%s",
              curve.algorithm(),
              100 * Math.expm1(curve.medianMove()),
              100 * Math.expm1(curve.worstMove()),
              curve.settled().isPresent()
                  ? ", settled from " + curve.settled().getAsInt() + " images on"
                  : ", not settled"));
      curve
          .worst()
          .forEach(
              move ->
                  examples.add(
                      String.format(
                          Locale.ROOT,
                          "%s: %s moves by %.0f %%",
                          curve.algorithm(),
                          move.tensor(),
                          100 * Math.expm1(move.move()))));
    }
    Verdict size = Verdict.below(images, 100, 32);
    return Finding.of(
        "enough",
        Verdict.above(median, LearningCurve.SETTLED, 0.2).and(size),
        median,
        images + " images; " + String.join("; ", said),
        "give more images: halving what moves takes about four times as many",
        examples);
  }

  /**
   * Whether the order decides the scales; never bad, since it can be settled with the same data.
   */
  static Finding order(OrderCheck order) {
    String settle =
        order.bestSeed().isPresent()
            ? "--shuffle --seed " + order.bestSeed().getAsLong() + " comes nearest to it"
            : "the order as listed comes nearest to it";
    return Finding.of(
        "order",
        Verdict.above(order.medianSpread(), LearningCurve.SETTLED, Double.POSITIVE_INFINITY),
        order.medianSpread(),
        String.format(
            Locale.ROOT,
            "which images come first changes Entropy2's scales by %.0f %% in the middle tensor,"
                + " %.0f %% in the worst, %s; MinMax's do not change",
            100 * Math.expm1(order.medianSpread()),
            100 * Math.expm1(order.worstSpread()),
            order.worstTensor()),
        "with entropy2, --range whole-set makes the order irrelevant on the CPU; for TensorRT's own"
            + " calibrator "
            + settle,
        List.of());
  }

  /** Whether other data, of production, lie within what the set shows. */
  static Finding representative(Coverage coverage) {
    double middleReach =
        Ordering.median(coverage.tensors().stream().mapToDouble(Coverage.Tensor::reach).toArray());
    Verdict distance =
        coverage.medianDistance() > BEYOND_CHANCE * coverage.medianOwn()
            ? Verdict.above(coverage.medianDistance(), 0.05, 0.15)
            : Verdict.GOOD;
    boolean clips =
        coverage.tensors().stream()
            .anyMatch(tensor -> tensor.reach() > A_BIT && tensor.clipped() > CLIPPED);
    Verdict reach =
        clips ? Verdict.BAD : Verdict.above(middleReach, LearningCurve.SETTLED, HALF_A_BIT);
    Verdict far = Verdict.above(coverage.uncovered(), 0.1, 0.5);
    return Finding.of(
        "representative",
        distance.and(reach).and(far),
        coverage.medianDistance(),
        String.format(
            Locale.ROOT,
            "activations of set and reference are %.3f apart in the middle tensor (halves of the"
                + " set: %.3f); as many images of the reference reach %.2f times the set's"
                + " thresholds there, and %.0f %% of all are unlike any of the set",
            coverage.medianDistance(),
            coverage.medianOwn(),
            Math.exp(middleReach),
            100 * coverage.uncovered()),
        "add images like those least covered: the calibration set must be a sample of production",
        examples(coverage));
  }

  /** The tensors and the images that show most how the reference differs. */
  private static List<String> examples(Coverage coverage) {
    List<String> examples = new ArrayList<>();
    coverage.tensors().stream()
        .filter(tensor -> tensor.reach() > 0)
        .findFirst()
        .map(
            tensor ->
                String.format(
                    Locale.ROOT,
                    "%s: as many images of the reference reach %.2f times the set's threshold,"
                        + " %.4f %% of all values are clipped",
                    tensor.name(),
                    Math.exp(tensor.reach()),
                    100 * tensor.clipped()))
        .ifPresent(examples::add);
    coverage.tensors().stream()
        .max(Comparator.comparingDouble(Coverage.Tensor::beyondChance))
        .map(
            tensor ->
                String.format(
                    Locale.ROOT,
                    "%s: set and reference are %.3f apart (halves of the set: %.3f)",
                    tensor.name(),
                    tensor.distance(),
                    tensor.own()))
        .ifPresent(examples::add);
    coverage.leastCovered().stream()
        .limit(2)
        .map(
            image ->
                String.format(
                    Locale.ROOT,
                    "%s is %.1f times the usual distance from the set",
                    image.origin(),
                    image.distance()))
        .forEach(examples::add);
    return examples;
  }

  /** Whether few images of one kind decide; without a reference nothing worse than a doubt. */
  static Finding kinds(Kinds kinds) {
    double decisive = 0;
    Kinds.Cluster worst = null;
    for (Kinds.Cluster cluster : kinds.clusters()) {
      if (cluster.share() < 0.02 && cluster.worstExcess() > decisive) {
        decisive = cluster.worstExcess();
        worst = cluster;
      }
    }
    return Finding.of(
        "kinds",
        Verdict.above(decisive, HALF_A_BIT, Double.POSITIVE_INFINITY),
        decisive,
        worst == null
            ? kinds.clusters().size()
                + " kinds of images, none of them so rare that few images decide"
            : String.format(
                Locale.ROOT,
                "%d images like %s reach %.2f times what all others do in %s",
                worst.images(),
                worst.example(),
                Math.exp(worst.worstExcess()),
                worst.worstTensor()),
        "add more images of that kind, or remove them if production never shows them; --reference"
            + " DIR tells",
        List.of());
  }
}
