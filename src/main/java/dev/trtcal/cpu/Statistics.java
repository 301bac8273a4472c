package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.HistogramRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.algorithm.EntropySearch;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.algorithm.LegacyRule;
import dev.trtcal.algorithm.MinMax;
import dev.trtcal.algorithm.MseSearch;
import dev.trtcal.algorithm.PercentileRule;
import dev.trtcal.algorithm.Threshold;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an algorithm keeps of one tensor from batch to batch. Used by one thread at a time. */
sealed interface Statistics {
  /**
   * Observes a part of a batch; all of a batch's values if they come at once.
   *
   * @param floats in native memory, read in place
   * @return whether all values were finite; if not, none was observed
   */
  boolean add(MemorySegment floats);

  /** Observes a constant, which need not be finite. */
  void addConstant(FloatBuffer values);

  /** The largest magnitude observed. */
  float maxAbs();

  /** The threshold the algorithm chooses. */
  Threshold threshold();

  /** The share of the values beyond another threshold, where it can be told. */
  OptionalDouble shareBeyond(double threshold);

  /** The width of the histogram's bins; empty without a histogram that has a range. */
  OptionalDouble binWidth();

  /** The values' distribution; empty without a histogram that has a range. */
  Optional<ValueHistogram> values();

  static Statistics of(Algorithm algorithm, HistogramRange range) {
    if (algorithm instanceof Algorithm.MinMax) {
      return new OfRange();
    }
    return new OfHistogram(
        algorithm, range == HistogramRange.WHOLE_SET ? Histogram.onGrid() : new Histogram());
  }

  /** What was counted on the grid of widths, or seen by MinMax. */
  static Statistics of(Algorithm algorithm, TensorCount count) {
    if (algorithm instanceof Algorithm.MinMax) {
      OfRange seen = new OfRange();
      seen.range.add(count.maxAbs());
      return seen;
    }
    return new OfHistogram(algorithm, count.histogram());
  }

  /** What was observed, to be merged with others'. */
  TensorCount count();

  /** MinMax keeps a number. */
  final class OfRange implements Statistics {
    private final MinMax range = new MinMax();

    @Override
    public boolean add(MemorySegment floats) {
      int bits = Magnitude.bits(floats);
      if (!Magnitude.isFinite(bits)) {
        return false;
      }
      range.add(Float.intBitsToFloat(bits));
      return true;
    }

    @Override
    public void addConstant(FloatBuffer values) {
      range.add(values);
    }

    @Override
    public TensorCount count() {
      return TensorCount.ofRange(range.maxAbs());
    }

    @Override
    public float maxAbs() {
      return range.maxAbs();
    }

    @Override
    public Threshold threshold() {
      return range.threshold();
    }

    @Override
    public OptionalDouble binWidth() {
      return OptionalDouble.empty();
    }

    @Override
    public Optional<ValueHistogram> values() {
      return Optional.empty();
    }

    @Override
    public OptionalDouble shareBeyond(double threshold) {
      return range.maxAbs() <= threshold ? OptionalDouble.of(0) : OptionalDouble.empty();
    }
  }

  /** The others keep a histogram. */
  final class OfHistogram implements Statistics {
    private final Algorithm algorithm;
    private final Histogram histogram;

    OfHistogram(Algorithm algorithm, Histogram histogram) {
      this.algorithm = algorithm;
      this.histogram = histogram;
    }

    Histogram histogram() {
      return histogram;
    }

    @Override
    public boolean add(MemorySegment floats) {
      int bits = Magnitude.bits(floats);
      if (!Magnitude.isFinite(bits)) {
        return false;
      }
      histogram.add(FloatPieces.buffer(floats), Float.intBitsToFloat(bits));
      return true;
    }

    @Override
    public void addConstant(FloatBuffer values) {
      histogram.add(values);
    }

    @Override
    public TensorCount count() {
      return TensorCount.of(histogram);
    }

    @Override
    public float maxAbs() {
      return histogram.maxAbs();
    }

    @Override
    public Threshold threshold() {
      if (algorithm instanceof Algorithm.Legacy legacy) {
        return LegacyRule.threshold(histogram, legacy.quantile(), legacy.cutoff());
      }
      if (algorithm instanceof Algorithm.Percentile percentile) {
        return PercentileRule.threshold(histogram, percentile.percent());
      }
      return algorithm instanceof Algorithm.Mse
          ? MseSearch.threshold(histogram)
          : EntropySearch.threshold(histogram);
    }

    @Override
    public OptionalDouble binWidth() {
      float width = histogram.width();
      return width > 0 && Float.isFinite(width) ? OptionalDouble.of(width) : OptionalDouble.empty();
    }

    @Override
    public Optional<ValueHistogram> values() {
      return binWidth().isPresent()
          ? Optional.of(new ValueHistogram(binWidth().getAsDouble(), histogram.counts()))
          : Optional.empty();
    }

    @Override
    public OptionalDouble shareBeyond(double threshold) {
      return OptionalDouble.of(histogram.shareBeyond(threshold));
    }
  }
}
