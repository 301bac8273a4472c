package dev.trtcal.analysis.tune;

import dev.trtcal.algorithm.EntropySearch;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.algorithm.MseSearch;
import dev.trtcal.algorithm.PercentileRule;
import java.util.Locale;

/** The rules whose thresholds are tried for each tensor. */
enum Rule {
  MINMAX,
  ENTROPY,
  MSE,
  PERCENTILE_99_9(99.9),
  PERCENTILE_99_99(99.99),
  PERCENTILE_99_999(99.999);

  private final double percent;

  Rule() {
    this(0);
  }

  Rule(double percent) {
    this.percent = percent;
  }

  String id() {
    return percent > 0 ? "percentile " + percent : name().toLowerCase(Locale.ROOT);
  }

  /** The scale; 0 for a tensor of zeros. */
  float scale(Histogram histogram) {
    if (histogram.maxAbs() == 0) {
      return 0;
    }
    return switch (this) {
      case MINMAX -> histogram.maxAbs() / 127f;
      case ENTROPY -> EntropySearch.threshold(histogram).scale();
      case MSE -> MseSearch.threshold(histogram).scale();
      default -> PercentileRule.threshold(histogram, percent).scale();
    };
  }
}
