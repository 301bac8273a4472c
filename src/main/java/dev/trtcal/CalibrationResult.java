package dev.trtcal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a calibration found: the ranges, the cache file's bytes, and what it was fed. Immutable. */
public final class CalibrationResult {
  private static final double CUT_SHORT = 0.5;

  private final String engine;
  private final Algorithm algorithm;
  private final List<TensorRange> tensors;
  private final byte[] cache;
  private final Feed feed;
  private final Optional<Path> plan;
  private final List<String> notes;
  private final Map<String, ValueHistogram> histograms;

  /**
   * What the network was fed.
   *
   * @param samples samples that took part
   * @param batches batches handed over
   * @param batchSize samples a batch
   * @param dropped samples left out because the last batch was not full and the network's batch is
   *     fixed
   * @param skipped files that could not be used
   */
  public record Feed(
      long samples, long batches, int batchSize, long dropped, List<SkippedInput> skipped) {
    public Feed {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * @param engine the engine and its version in words
   * @param tensors in the cache's order
   * @param cache the calibration cache as TensorRT reads it; copied
   * @param plan the engine plan written, if one was asked for
   * @param notes what the user should know, one sentence each
   */
  public CalibrationResult(
      String engine,
      Algorithm algorithm,
      List<TensorRange> tensors,
      byte[] cache,
      Feed feed,
      Optional<Path> plan,
      List<String> notes) {
    this(engine, algorithm, tensors, cache, feed, plan, notes, Map.of());
  }

  private CalibrationResult(
      String engine,
      Algorithm algorithm,
      List<TensorRange> tensors,
      byte[] cache,
      Feed feed,
      Optional<Path> plan,
      List<String> notes,
      Map<String, ValueHistogram> histograms) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
    this.tensors = List.copyOf(tensors);
    this.cache = cache.clone();
    this.feed = Objects.requireNonNull(feed, "feed");
    this.plan = Objects.requireNonNull(plan, "plan");
    this.notes = List.copyOf(notes);
    this.histograms = Map.copyOf(histograms);
  }

  /**
   * The same result, with the distributions that it was found from.
   *
   * @param histograms by the tensor's name; a tensor may lack one
   */
  public CalibrationResult withHistograms(Map<String, ValueHistogram> histograms) {
    return new CalibrationResult(engine, algorithm, tensors, cache, feed, plan, notes, histograms);
  }

  /** The same result, with more that the user should know, put first. */
  CalibrationResult withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new CalibrationResult(engine, algorithm, tensors, cache, feed, plan, all, histograms);
  }

  /** The engine and its version in words. */
  public String engine() {
    return engine;
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /** One entry a tensor, in the cache's order. */
  public List<TensorRange> tensors() {
    return tensors;
  }

  /**
   * Of the tensors whose threshold is below half of their largest value, which deserve a second
   * look, the one that clips most; empty where there is none, or the engine cannot tell.
   */
  public Optional<TensorRange> cutShort() {
    return tensors.stream()
        .filter(tensor -> tensor.maxAbs().isPresent() && tensor.clipRatio().isPresent())
        .filter(tensor -> tensor.threshold() < CUT_SHORT * tensor.maxAbs().getAsDouble())
        .max(Comparator.comparingDouble(tensor -> tensor.clipRatio().getAsDouble()));
  }

  /** The calibration cache, as TensorRT reads it; a copy. */
  public byte[] cache() {
    return Arrays.copyOf(cache, cache.length);
  }

  public Feed feed() {
    return feed;
  }

  /** The engine plan that was written, if one was asked for. */
  public Optional<Path> plan() {
    return plan;
  }

  /**
   * What the user should know besides, one sentence each: samples dropped, assumptions made,
   * warnings met.
   */
  public List<String> notes() {
    return notes;
  }

  /**
   * The values' distribution by the tensor's name, where {@link Calibration#keepHistograms} asked
   * for it and the engine has it: the CPU engine, for every algorithm that keeps a histogram, which
   * MinMax does not; a tensor of zeros alone has none.
   */
  public Map<String, ValueHistogram> histograms() {
    return histograms;
  }
}
