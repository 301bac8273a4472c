package dev.trtcal.algorithm;

import dev.trtcal.Evidence;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A clip threshold with the evidence for it.
 *
 * @param value values beyond ±value saturate; in the tensor's own unit, &gt;= 0, infinite when the
 *     data were
 * @param bin the histogram bin that decided, counted as docs/algorithms.md counts it; empty where
 *     no histogram took part
 * @param clipRatio share of the values observed that lie beyond the threshold, 0 to 1; the bin that
 *     the threshold cuts counts by the part of its width that is beyond
 * @param rangeUsed threshold over the largest magnitude observed; above 1 when the threshold fell
 *     on the histogram's empty top; 1 when nothing but zeros was observed
 * @param search how clear the choice was, where there was a search
 */
public record Threshold(
    double value, OptionalInt bin, double clipRatio, double rangeUsed, Optional<Search> search) {
  public Threshold {
    Objects.requireNonNull(bin, "bin");
    Objects.requireNonNull(search, "search");
  }

  /**
   * How clear a search's choice was.
   *
   * @param divergence of the choice, in nats
   * @param runnerUpBin the best candidate whose threshold is at least {@link #APART} away from the
   *     choice; empty when there is none
   * @param runnerUpDivergence its divergence; infinite when there is none
   */
  public record Search(double divergence, OptionalInt runnerUpBin, double runnerUpDivergence) {
    /**
     * Relative distance from which two thresholds count as different: below it an INT8 step changes
     * by less than 1 %.
     */
    public static final double APART = 0.01;

    public Search {
      Objects.requireNonNull(runnerUpBin, "runnerUpBin");
    }

    /** Whether another implementation of the same network might choose otherwise. */
    public boolean nearTie() {
      return runnerUpBin.isPresent()
          && runnerUpDivergence - divergence <= Evidence.TIE * divergence;
    }
  }

  /**
   * What a calibration cache holds: the threshold over 127, as float32. A threshold just beyond the
   * largest float32, as half a bin beyond the largest value can be, has a scale all the same.
   */
  public float scale() {
    boolean beyond = value > Float.MAX_VALUE && value < Double.POSITIVE_INFINITY;
    return beyond ? (float) (value / 127) : (float) value / 127f;
  }

  static Threshold of(Histogram histogram, int bin, double value, Optional<Search> search) {
    return new Threshold(
        value,
        OptionalInt.of(bin),
        histogram.shareBeyond(value),
        histogram.maxAbs() == 0 ? 1 : value / histogram.maxAbs(),
        search);
  }
}
