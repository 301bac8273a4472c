package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntropySearchTest {
  @ParameterizedTest
  @ValueSource(strings = {"activations", "explicit_bn", "mobilenetv3", "two_inputs"})
  void choosesTensorRtsBinOnTensorRtsOwnHistograms(String family) {
    Map<String, Float> scales = RecordedHistograms.scales(family + "/entropy.cache");
    Set<String> compared = new HashSet<>();
    RecordedHistograms.histograms(family)
        .forEach(
            (name, histogram) -> {
              if (scales.containsKey(name)) {
                Threshold threshold = EntropySearch.threshold(histogram);
                double bin = scales.get(name) * 127.0 / histogram.width() - 0.5;
                assertEquals(Math.round(bin), threshold.bin().orElseThrow(), name);
                assertEquals(scales.get(name), threshold.scale(), 2e-6 * threshold.scale(), name);
                compared.add(name);
              }
            });
    assertTrue(compared.size() > 5, "compared only " + compared);
  }

  @ParameterizedTest
  @ValueSource(strings = {"activations", "explicit_bn", "mobilenetv3", "two_inputs"})
  void choosesAsThePlainFormOnRealHistograms(String family) {
    RecordedHistograms.histograms(family)
        .forEach((name, histogram) -> assertPlain(name, histogram));
  }

  @Test
  void choosesAsThePlainFormOnMadeUpHistograms() {
    Random random = new Random(1);
    for (int round = 0; round < 60; round++) {
      int top = 1 + random.nextInt(Histogram.BINS);
      double occupied = random.nextDouble();
      double scale = Math.pow(10, random.nextInt(8));
      long[] counts = new long[Histogram.BINS];
      for (int j = 0; j < top; j++) {
        if (random.nextDouble() < occupied) {
          counts[j] = (long) (scale * Math.exp(-6.0 * j / top) * random.nextDouble()) + 1;
        }
      }
      assertPlain("round " + round, Histogram.of(counts, 0.5f, top * 0.5f));
    }
  }

  @Test
  void prefersTheLargerCandidateOnExactTies() {
    long[] few = new long[Histogram.BINS];
    for (int j = 3; j < 300; j += 33) {
      few[j] = 7;
    }
    assertEquals(Histogram.BINS, assertPlain("few values", Histogram.of(few, 1, 300)));
    long[] level = new long[Histogram.BINS];
    Arrays.fill(level, 0, 1024, 1000);
    assertEquals(Histogram.BINS, assertPlain("level", Histogram.of(level, 1, 1024)));
  }

  @Test
  void neverKeepsASingleBinOfATensorThatStaysAwayFromZero() {
    long[] counts = new long[Histogram.BINS];
    Arrays.fill(counts, 1500, 2048, 1000);
    assertTrue(assertPlain("sigmoid", Histogram.of(counts, 1, 2048)) > 1501);
  }

  @Test
  void takesTheWholeRangeWhenThereIsNoCandidate() {
    long[] one = new long[Histogram.BINS];
    one[2047] = 5;
    assertEquals(Histogram.BINS, assertPlain("one value", Histogram.of(one, 1, 2048)));
    Threshold zeros = EntropySearch.threshold(new Histogram());
    assertEquals(0f, zeros.scale());
    assertEquals(0.0, zeros.clipRatio());
  }

  @Test
  void tellsHowClearTheChoiceWas() {
    Histogram histogram =
        RecordedHistograms.histograms("mobilenetv3").values().stream().findFirst().orElseThrow();
    Threshold threshold = EntropySearch.threshold(histogram);
    Threshold.Search search = threshold.search().orElseThrow();
    int chosen = threshold.bin().orElseThrow();
    int runnerUp = search.runnerUpBin().orElseThrow();
    assertEquals(PlainEntropySearch.divergence(histogram, chosen), search.divergence(), 1e-11);
    assertEquals(
        PlainEntropySearch.divergence(histogram, runnerUp), search.runnerUpDivergence(), 1e-11);
    assertTrue(search.runnerUpDivergence() >= search.divergence());
    assertTrue(Math.abs(runnerUp - chosen) >= 0.01 * chosen);
    assertFalse(new Threshold.Search(1, search.runnerUpBin(), 1.1).nearTie());
    assertTrue(new Threshold.Search(1, search.runnerUpBin(), 1.0002).nearTie());
  }

  private static int assertPlain(String name, Histogram histogram) {
    int chosen = EntropySearch.threshold(histogram).bin().orElseThrow();
    assertEquals(PlainEntropySearch.bin(histogram), chosen, name);
    return chosen;
  }
}
