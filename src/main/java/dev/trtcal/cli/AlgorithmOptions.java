package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.HistogramRange;
import dev.trtcal.UsageException;
import picocli.CommandLine.Option;

/** How thresholds are derived: the algorithm, its parameters, and the histograms' range. */
final class AlgorithmOptions {
  /** What {@code --algorithm} takes. */
  enum AlgorithmName {
    minmax,
    entropy2,
    entropy,
    legacy,
    percentile,
    mse
  }

  /** What {@code --range} takes. */
  enum RangeName {
    first_batch(HistogramRange.FIRST_BATCH),
    whole_set(HistogramRange.WHOLE_SET);

    private final HistogramRange range;

    RangeName(HistogramRange range) {
      this.range = range;
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Option(
      names = "--algorithm",
      defaultValue = "entropy2",
      description = "${COMPLETION-CANDIDATES} (default: entropy2).")
  private AlgorithmName algorithm;

  @Option(
      names = "--quantile",
      paramLabel = "Q",
      description = "Legacy: share of the values that the threshold covers (default: 0.9999).")
  private Double quantile;

  @Option(
      names = "--cutoff",
      paramLabel = "C",
      description = "Legacy: regression cutoff (default: 1, the quantile alone).")
  private Double cutoff;

  @Option(
      names = "--percentile",
      paramLabel = "P",
      description = "Percentile: percent of the values that the threshold covers (default: 99.99).")
  private Double percentile;

  @Option(
      names = "--range",
      defaultValue = "first-batch",
      description =
          "${COMPLETION-CANDIDATES}: what sets the histograms' range; the whole set makes the"
              + " result independent of order and batch size, on the CPU alone (default:"
              + " first-batch, as TensorRT).")
  private RangeName range;

  /** What sets the histograms' range. */
  HistogramRange range() {
    return range.range;
  }

  /**
   * The algorithm with its parameters.
   *
   * @throws UsageException {@code algorithm.options} when a parameter is another algorithm's, or
   *     out of its range
   */
  Algorithm algorithm() {
    if (algorithm != AlgorithmName.legacy && (quantile != null || cutoff != null)) {
      throw new UsageException(
          "algorithm.options",
          "--quantile and --cutoff belong to --algorithm legacy, not " + algorithm);
    }
    if (algorithm != AlgorithmName.percentile && percentile != null) {
      throw new UsageException(
          "algorithm.options", "--percentile belongs to --algorithm percentile, not " + algorithm);
    }
    return switch (algorithm) {
      case minmax -> Algorithm.minMax();
      case entropy2 -> Algorithm.entropy2();
      case entropy -> Algorithm.entropy();
      case legacy -> legacy();
      case percentile -> percentile();
      case mse -> Algorithm.mse();
    };
  }

  private Algorithm percentile() {
    try {
      return Algorithm.percentile(percentile == null ? Algorithm.DEFAULT_PERCENTILE : percentile);
    } catch (IllegalArgumentException e) {
      throw new UsageException("algorithm.options", "--algorithm percentile: " + e.getMessage(), e);
    }
  }

  private Algorithm legacy() {
    try {
      return Algorithm.legacy(
          quantile == null ? Algorithm.DEFAULT_QUANTILE : quantile,
          cutoff == null ? Algorithm.DEFAULT_CUTOFF : cutoff);
    } catch (IllegalArgumentException e) {
      throw new UsageException("algorithm.options", "--algorithm legacy: " + e.getMessage(), e);
    }
  }
}
