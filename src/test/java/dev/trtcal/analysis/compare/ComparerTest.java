package dev.trtcal.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.analysis.evaluate.Evaluation;
import dev.trtcal.analysis.evaluate.Scorer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The measured example of TensorRT's Entropy2 losing ten points, and caches damaged on purpose. */
class ComparerTest {
  private static final Logger log = LoggerFactory.getLogger(ComparerTest.class);
  private static final int IMAGES = 200;

  private static Map<String, Float> scales(String model, String cache) {
    return Fashion.scales(Fashion.GOLDEN.resolve(model).resolve(cache + ".cache"));
  }

  private static Comparison compare(
      String model, Map<String, Float> scales, int images, int threads) {
    int measured = images < IMAGES ? 4 : Comparer.MEASURED;
    try (Simulation simulation = Simulation.open(Fashion.model(model), OptionalInt.of(threads))) {
      return new Comparer(simulation, scales, Map.of(), OptionalInt.empty(), measured)
          .run(new Fashion(images), ProgressListener.NONE);
    }
  }

  @Test
  void namesTheInputAsTheCauseOfEntropy2sLoss() {
    Comparison comparison =
        compare("fashion_resnet", scales("fashion_resnet", "entropy2"), IMAGES, 2);
    Cause first = comparison.causes().get(0);
    assertEquals("input", first.tensor());
    assertEquals(DiagnosisKind.CLIPPED, first.diagnosis().kind());
    assertTrue(first.diagnosis().text().startsWith("clips 60 % of its range"));
    assertTrue(first.share() > 0.9 && first.regained() > 0.9, first.toString());
    assertTrue(comparison.agreement() < 0.95);
  }

  @Test
  void findsNothingClippedWithMinMax() {
    Comparison comparison =
        compare("fashion_resnet", scales("fashion_resnet", "minmax"), IMAGES, 2);
    assertEquals(List.of(), comparison.causes());
    assertTrue(comparison.agreement() > 0.98);
  }

  @Test
  void mendingTheThreeWorstTensorsRegainsMostOfTheLoss() {
    Map<String, Float> entropy2 = scales("fashion_mobile", "entropy2");
    Map<String, Float> minmax = scales("fashion_mobile", "minmax");
    List<String> worst =
        compare("fashion_mobile", entropy2, IMAGES, 2).causes().stream()
            .limit(3)
            .map(Cause::tensor)
            .toList();
    Map<String, Float> mended = new HashMap<>(entropy2);
    worst.forEach(name -> mended.put(name, minmax.get(name)));
    double before = points(entropy2);
    double after = points(mended);
    log.warn(
        "{}",
        String.format(
            Locale.ROOT,
            "fashion_mobile, entropy2: %.2f points; %s from minmax: %.2f; minmax throughout: %.2f",
            before,
            worst,
            after,
            points(minmax)));
    assertTrue(after > 0.2 * before, before + " points, mended " + after);
  }

  /** What INT8 changes in top-1, in points: below 0 when it loses. */
  private static double points(Map<String, Float> scales) {
    Fashion images = new Fashion(500);
    Scorer scorer = new Scorer();
    int done = 0;
    try (Simulation simulation =
            Simulation.open(Fashion.model("fashion_mobile"), OptionalInt.of(2));
        NetworkRunner.Feed feed = simulation.feed(images, OptionalInt.empty())) {
      Switches fp32 = Switches.fp32(simulation.model());
      Switches int8 = Switches.int8(simulation.model(), scales);
      for (int n = feed.next(); n > 0; n = feed.next()) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
          labels[i] = images.label(done + i);
        }
        scorer.add(
            simulation.run(feed, fp32),
            Optional.of(simulation.run(feed, int8)),
            Optional.of(labels),
            n);
        done += n;
      }
    }
    Evaluation evaluation = scorer.result("simulation", List.of());
    return 100 * (evaluation.int8().orElseThrow().top1() - evaluation.fp32().orElseThrow().top1());
  }

  @Test
  void tellsAThresholdFarBeyondTheDataAndAMissingScale() {
    Map<String, Float> damaged = new HashMap<>(scales("fashion_resnet", "minmax"));
    damaged.put("input", damaged.get("input") * 4);
    damaged.remove("/l/l.1/Relu_output_0");
    damaged.put("/l/l.2/Relu_output_0", Float.POSITIVE_INFINITY);
    Comparison comparison = compare("fashion_resnet", damaged, 32, 2);
    Map<String, Diagnosis> found = new HashMap<>();
    comparison.tensors().forEach(tensor -> found.put(tensor.name(), tensor.diagnosis()));
    assertEquals(DiagnosisKind.TOO_WIDE, found.get("input").kind());
    assertTrue(found.get("input").text().contains("4.0 times its largest value"));
    assertEquals(DiagnosisKind.MISSING_SCALE, found.get("/l/l.1/Relu_output_0").kind());
    assertEquals(DiagnosisKind.UNUSABLE_SCALE, found.get("/l/l.2/Relu_output_0").kind());
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    Map<String, Float> scales = scales("fashion_mobile", "minmax");
    assertEquals(
        compare("fashion_mobile", scales, 32, 1), compare("fashion_mobile", scales, 32, 2));
  }

  @Test
  void refusesTheCacheOfAnotherModel() {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> compare("fashion_resnet", Map.of("no/such/tensor", 0.1f), 32, 2));
    assertEquals("compare.nothing", refused.code());
  }
}
