package dev.trtcal.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyRuleTest {
  @ParameterizedTest
  @ValueSource(strings = {"activations", "explicit_bn", "mobilenetv3", "two_inputs"})
  void findsTensorRtsQuantileOnTensorRtsOwnHistograms(String family) {
    Map<String, Float> scales = RecordedHistograms.scales(family + "/legacy.cache");
    RecordedHistograms.histograms(family)
        .forEach(
            (name, histogram) -> {
              if (scales.containsKey(name)) {
                float scale = LegacyRule.threshold(histogram, 0.9999, 1).scale();
                assertEquals(scales.get(name), scale, 2e-7 * scale, name);
              }
            });
  }

  @Test
  void comparesTheQuantileStrictly() {
    long[] counts = new long[Histogram.BINS];
    counts[0] = 50;
    counts[9] = 50;
    Histogram histogram = Histogram.of(counts, 1, 10);
    assertEquals(1, LegacyRule.threshold(histogram, 0.49, 1).bin().orElseThrow());
    assertEquals(10, LegacyRule.threshold(histogram, 0.5, 1).bin().orElseThrow());
    assertEquals(Histogram.BINS, LegacyRule.threshold(histogram, 1, 1).bin().orElseThrow());
  }

  @Test
  void extendsTheFittedLineToWhereItReachesZero() {
    long[] counts = new long[Histogram.BINS];
    for (int j = 1; j < 1200; j++) {
      counts[j] = Math.round(Math.exp(0.694 + 9 * (1 - (j + 0.5) / 1000)) - 1);
    }
    Histogram histogram = Histogram.of(counts, 1, 1200);
    assertEquals(1000, LegacyRule.threshold(histogram, 0.9999, 0.5).value(), 1);
  }

  @Test
  void fallsBackToTheQuantileWhereTheLineRisesOrHasOnePoint() {
    long[] counts = new long[Histogram.BINS];
    counts[0] = 1000;
    counts[700] = 1000;
    Histogram peak = Histogram.of(counts, 1, 701);
    assertEquals(701, LegacyRule.threshold(peak, 0.9999, 0.5).value());
  }
}
