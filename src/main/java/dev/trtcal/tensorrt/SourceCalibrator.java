package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.Shape;
import dev.trtcal.SkippedInput;
import dev.trtcal.TrtcalException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Feeds TensorRT from a {@link BatchSource}, or hands it a cache that was found to fit, and keeps
 * the cache that it makes.
 */
final class SourceCalibrator implements Int8Calibrator, AutoCloseable {
  private final Calibration calibration;
  private final BatchLayout layout;
  private final ProgressListener progress;
  private final Optional<CalibrationCache> reused;
  private final Optional<HistogramCache> histograms;
  private final Optional<BatchFeeder> feeder;
  private final CallerSide side;

  /** Asked before the feeder's thread has the source; -1 when the source does not know. */
  private final long total;

  private long batches;
  private CalibrationCache cache;
  private Runnable whenWritten = () -> {};

  /**
   * Starts reading the source unless a cache or histograms are reused.
   *
   * @param reused a cache that TensorRT will accept
   * @param histograms what Legacy takes its thresholds from in place of data
   * @param progress on the caller's side already
   */
  SourceCalibrator(
      Calibration calibration,
      BatchLayout layout,
      Optional<CalibrationCache> reused,
      Optional<HistogramCache> histograms,
      ProgressListener progress,
      CallerSide side) {
    this.side = side;
    this.calibration = calibration;
    this.layout = layout;
    this.progress = progress;
    this.reused = reused;
    this.histograms = histograms;
    OptionalLong samples = side.call(calibration.source()::count);
    this.total = samples.isPresent() ? samples.getAsLong() / layout.batchSize() : -1;
    this.feeder =
        reused.isPresent() || histograms.isPresent()
            ? Optional.empty()
            : Optional.of(new BatchFeeder(calibration.source(), layout, side));
  }

  @Override
  public Algorithm algorithm() {
    return calibration.algorithm();
  }

  /** What the network calls a batch: one sample, taken whole, may be more. */
  @Override
  public int batchSize() {
    Shape first = layout.inputs().get(0).shape();
    return layout.whole().isEmpty() || first.rank() == 0
        ? layout.batchSize()
        : Math.toIntExact(first.dim(0));
  }

  @Override
  public boolean getBatch(List<String> names, DeviceBindings bindings) {
    if (feeder.isEmpty() && histograms.isPresent()) {
      throw new CalibrationFailedException(
          "histogram.refused",
          calibration.histogramCache().map(Object::toString).orElse("the histograms")
              + ": TensorRT does not accept these histograms; calibrate without reusing them");
    }
    if (feeder.isEmpty()) {
      throw new CalibrationFailedException(
          "cache.refused",
          calibration.cache().map(Object::toString).orElse("the cache")
              + ": TensorRT does not accept this calibration cache; calibrate without reusing it");
    }
    if (batches == 0) {
      progress.progress("calibrating", 0, total);
    }
    if (!feeder.get().next(bindings)) {
      if (batches == 0) {
        throw side.call(this::noData);
      }
      progress.progress("computing thresholds", 0, -1);
      return false;
    }
    batches++;
    progress.progress("calibrating", batches, total);
    return true;
  }

  /** What TensorRT would call "no scaling factors detected"; the feeder has left the source. */
  private InvalidInputException noData() {
    BatchSource source = calibration.source();
    List<SkippedInput> skipped = source.skipped();
    long dropped = feeder.map(BatchFeeder::dropped).orElse(0L);
    StringBuilder message = new StringBuilder("no data came from ").append(name(source));
    if (source.count().isPresent()) {
      message.append(": ").append(source.count().getAsLong()).append(" samples");
    }
    message.append(", ").append(skipped.size()).append(" skipped");
    if (!skipped.isEmpty()) {
      SkippedInput first = skipped.get(0);
      message.append(", the first ").append(first.file()).append(": ").append(first.reason());
    }
    if (dropped > 0) {
      message
          .append("; the ")
          .append(dropped)
          .append(" samples there are do not fill a batch of ")
          .append(layout.batchSize());
    }
    return new InvalidInputException("data.none", message.toString());
  }

  /** A source that says what it reads is named by that. */
  private static String name(BatchSource source) {
    String text = source.toString();
    return text.startsWith(source.getClass().getName() + "@")
        ? source.getClass().getSimpleName()
        : text;
  }

  @Override
  public Optional<byte[]> readCalibrationCache() {
    return reused.map(CalibrationCache::bytes);
  }

  @Override
  public Optional<byte[]> readHistogramCache() {
    return histograms.map(HistogramCache::bytes);
  }

  /** TensorRT writes again what it was given: the file stays as it is then. */
  @Override
  public void writeHistogramCache(byte[] bytes) {
    if (histograms.isPresent()) {
      return;
    }
    try {
      HistogramCache.parse(bytes);
    } catch (TrtcalException e) {
      throw new CalibrationFailedException(
          "histogram.unreadable",
          "TensorRT wrote histograms that cannot be read: " + e.getMessage(),
          e);
    }
    calibration.histogramCache().ifPresent(file -> save(file, bytes));
  }

  private void save(Path file, byte[] bytes) {
    side.run(() -> OutputFile.write(file, bytes));
  }

  /** Has this run when the cache has been saved, on the thread that builds. */
  void whenWritten(Runnable then) {
    whenWritten = then;
  }

  /** Saves the cache at once: what TensorRT does after this may take long, or fail. */
  @Override
  public void writeCalibrationCache(byte[] bytes) {
    CalibrationCache made;
    try {
      made = CalibrationCache.parse(bytes);
    } catch (TrtcalException e) {
      throw new CalibrationFailedException(
          "cache.unreadable", "TensorRT wrote a cache that cannot be read: " + e.getMessage(), e);
    }
    if (feeder.isPresent() && batches == 0) {
      throw new CalibrationFailedException(
          "calibration.unfed", "TensorRT asked for no data and yet made a cache; nothing was kept");
    }
    calibration.cache().ifPresent(file -> save(file, bytes));
    cache = made;
    whenWritten.run();
  }

  /** The cache that TensorRT made or accepted; empty when the build did not get that far. */
  Optional<CalibrationCache> cache() {
    return reused.isPresent() ? reused : Optional.ofNullable(cache);
  }

  /** Batches handed over. */
  long batches() {
    return batches;
  }

  /** Samples left out, because the last batch was not full. */
  long dropped() {
    return feeder.map(BatchFeeder::dropped).orElse(0L);
  }

  /** Reads no more: from here on the source is the caller's again. */
  void leaveSource() {
    feeder.ifPresent(BatchFeeder::close);
  }

  @Override
  public void close() {
    leaveSource();
  }
}
