package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One pass over the data: each batch through the network, and its tensors under observation. */
final class CalibrationPass {
  private final Calibration calibration;
  private final BatchLayout layout;
  private final ObservedSession session;
  private final List<BatchFeed> feeds;
  private final Observation observation;
  private final Workers workers;
  private String phase;
  private ProgressListener progress;
  private long total;
  private CurrentBatch current;
  private long samples;
  private long batches;
  private long dropped;
  private long activationBytes;

  CalibrationPass(
      Calibration calibration,
      BatchLayout layout,
      ObservedSession session,
      List<BatchFeed> feeds,
      Observation observation,
      Workers workers) {
    this.calibration = calibration;
    this.layout = layout;
    this.session = session;
    this.feeds = feeds;
    this.observation = observation;
    this.workers = workers;
  }

  /**
   * Runs the pass.
   *
   * <p>While the network computes a batch, the one before is observed by the workers; so a failure
   * of a batch may come to light when the next has been read, and goes before that one's.
   *
   * @param phase what it is for, in a word or two
   * @throws CalibrationFailedException {@code calibration.interrupted} when the thread was, which
   *     it stays; {@code activation.nonfinite}
   */
  void run(String phase, ProgressListener progress) {
    total = expectedBatches();
    this.phase = phase;
    this.progress = progress;
    progress.progress(phase, 0, total);
    try {
      computeAll();
    } catch (RuntimeException e) {
      if (current != null) {
        finishBeforeFailing(e);
      }
      throw e;
    }
  }

  /**
   * Refuses data that came to nothing.
   *
   * @throws InvalidInputException {@code data.toofew} when not one batch came about
   */
  static void requireBatches(CalibrationResult.Feed feed, Calibration calibration) {
    if (feed.batches() == 0) {
      throw new InvalidInputException(
          "data.toofew",
          calibration.model()
              + ": "
              + feed.dropped()
              + " samples are too few for the network's fixed batch of "
              + feed.batchSize());
    }
  }

  private long expectedBatches() {
    OptionalLong count = calibration.source().count();
    int batch = layout.batchSize();
    long rounding = layout.fixed() ? 0 : batch - 1;
    return count.isPresent() ? (count.getAsLong() + rounding) / batch : -1;
  }

  private void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CalibrationFailedException(
          "calibration.interrupted",
          calibration.model()
              + ": the calibration was interrupted after "
              + batches
              + " batches; nothing was written");
    }
  }

  private void computeAll() {
    for (int turn = 0; ; turn = 1 - turn) {
      BatchFeed feed = feeds.get(turn);
      int n = feed.next();
      if (n == 0) {
        break;
      }
      stopIfInterrupted();
      if (n < layout.batchSize() && layout.fixed()) {
        dropped = n;
        break;
      }
      OrtOutputs outputs = session.session().run(feed.tensors(n));
      try {
        finishCurrent();
        current = new CurrentBatch(feed, n, outputs);
      } catch (RuntimeException e) {
        outputs.close();
        throw e;
      }
    }
    finishCurrent();
  }

  private void finishCurrent() {
    if (current == null) {
      return;
    }
    CurrentBatch batch = current;
    current = null;
    batch.finish();
    samples += batch.n;
    batches++;
    progress.progress(phase, batches, total);
  }

  /**
   * The workers read native memory until they are done; and the earlier batch's failure is told.
   */
  private void finishBeforeFailing(RuntimeException later) {
    try {
      current.finish();
    } catch (RuntimeException earlier) {
      earlier.addSuppressed(later);
      throw earlier;
    }
  }

  /** The batch that is being observed. */
  private final class CurrentBatch implements Observation.Batch {
    private final BatchFeed feed;
    private final int n;
    private final OrtOutputs outputs;
    private final Observation.Running running;

    CurrentBatch(BatchFeed feed, int n, OrtOutputs outputs) {
      this.feed = feed;
      this.n = n;
      this.outputs = outputs;
      if (batches == 0) {
        for (int i = 0; i < session.session().outputs().size(); i++) {
          activationBytes += outputs.elements(i) * Float.BYTES;
        }
      }
      running = observation.begin(this, workers);
    }

    void finish() {
      try (outputs) {
        running.finish();
      }
    }

    @Override
    public MemorySegment data(Source source) {
      return source instanceof Source.Output output
          ? session.data(outputs, output)
          : feed.data(((Source.Input) source).name(), n);
    }

    /**
     * Values lie sample after sample in nearly every tensor; where they cannot, the batch is told.
     */
    @Override
    public String describe(long position, long values) {
      boolean bySample = values % n == 0;
      long sample = samples + (bySample ? position / (values / n) : 0);
      return "batch "
          + (batches + 1)
          + ", first "
          + (bySample ? "at " : "somewhere from ")
          + calibration.source().origin(sample);
    }
  }

  /** What the network was fed. */
  CalibrationResult.Feed feed() {
    return new CalibrationResult.Feed(
        samples, batches, layout.batchSize(), dropped, calibration.source().skipped());
  }

  /** Bytes of the observed activations of the first batch. */
  long activationBytes() {
    return activationBytes;
  }

  /** What became of the last batch, and what was asked for in vain. */
  static List<String> notes(CalibrationResult.Feed feed, Calibration calibration) {
    List<String> notes = new ArrayList<>();
    if (feed.dropped() > 0) {
      notes.add(
          "the last "
              + feed.dropped()
              + " samples were left out: the network's batch is fixed at "
              + feed.batchSize());
    } else if (feed.samples() % feed.batchSize() != 0) {
      notes.add(
          "the last batch had "
              + feed.samples() % feed.batchSize()
              + " samples instead of "
              + feed.batchSize()
              + " and was used");
    }
    if (calibration.reuseCache()) {
      notes.add("calibrated anew: an existing cache is reused by TensorRT's builds only");
    }
    return notes;
  }
}
