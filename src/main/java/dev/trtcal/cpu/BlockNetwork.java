package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;

/**
 * A network that is opened once and then measures blocks of a data set, each from first to last by
 * the thread that asks, several threads at a time. What it measures of the blocks merges to what
 * one pass over all the data measures with {@link HistogramRange#WHOLE_SET}, if the blocks are cut
 * between batches.
 *
 * <p>Memory: the model as ONNX Runtime holds it, and for each thread two batches' activations and
 * 16 KiB a tensor.
 */
public final class BlockNetwork implements AutoCloseable {
  private final OrtRuntime runtime;
  private final OnnxModel model;
  private final ObservedModel observed;
  private final ObservedSession session;
  private final Algorithm algorithm;

  private BlockNetwork(
      OrtRuntime runtime,
      OnnxModel model,
      ObservedModel observed,
      ObservedSession session,
      Algorithm algorithm) {
    this.runtime = runtime;
    this.model = model;
    this.observed = observed;
    this.session = session;
    this.algorithm = algorithm;
  }

  /**
   * One block, measured.
   *
   * @param left samples at its end that made no full batch and were not fed
   */
  public record Measured(BlockCounts counts, int left) {}

  /**
   * Opens a network.
   *
   * @param beforeFusion measure before fusion whatever the algorithm
   * @throws dev.trtcal.InvalidInputException when the model cannot be read or run
   */
  public static BlockNetwork open(Path file, Algorithm algorithm, boolean beforeFusion) {
    OrtRuntime runtime = OrtRuntime.load();
    OnnxModel model = OnnxModel.read(file);
    ObservedModel observed = CpuEngine.observe(model, runtime, algorithm, beforeFusion);
    ObservedSession session =
        ObservedNetwork.of(runtime, model, observed, 1).open(observed.outputs());
    return new BlockNetwork(runtime, model, observed, session, algorithm);
  }

  /**
   * Shows it one block.
   *
   * @param settings whose batch, shapes and source count; the source hands out the block
   * @param last whether the data end with it: a last batch that is not full is then fed where the
   *     network takes it, as in any calibration
   * @throws dev.trtcal.CalibrationFailedException {@code activation.nonfinite}
   */
  public Measured measure(Calibration settings, boolean last) {
    BatchSource source = settings.source();
    BatchLayout layout =
        BatchLayout.fit(model.inputs(), source.samples(), settings.batchSize(), settings.shapes());
    WholeBatches whole = new WholeBatches(source);
    BatchSource fed = last && !layout.fixed() ? source : whole;
    Calibration block = Calibration.of(model.file(), fed).algorithm(algorithm).build();
    Observation observation =
        new Observation(observed.tensors(), algorithm, HistogramRange.WHOLE_SET);
    try (Workers workers = new Workers(1);
        BatchFeed even = new BatchFeed(runtime, session.session(), fed, layout);
        BatchFeed odd = new BatchFeed(runtime, session.session(), fed, layout)) {
      CalibrationPass pass =
          new CalibrationPass(block, layout, session, List.of(even, odd), observation, workers);
      pass.run("calibrating", ProgressListener.NONE);
      CalibrationResult.Feed feed = pass.feed();
      return new Measured(
          new BlockCounts(observation.counts(), feed.samples(), feed.batches()), whole.left());
    }
  }

  /** What is counted of a block that holds no sample at all. */
  public BlockCounts nothing() {
    return new BlockCounts(
        new Observation(observed.tensors(), algorithm, HistogramRange.WHOLE_SET).counts(), 0, 0);
  }

  /**
   * What a calibration comes to whose data were measured in blocks.
   *
   * @param calibration with the algorithm and the fusion that the blocks were measured for
   * @param merged all blocks
   * @param feed what the blocks were fed, as one calibration
   * @throws UsageException {@code range.order} when the calibration asks for a range that depends
   *     on the order of the data
   * @throws dev.trtcal.InvalidInputException {@code data.toofew} when not one batch came about
   */
  public static CalibrationResult result(
      Calibration calibration, BlockCounts merged, CalibrationResult.Feed feed) {
    checkRange(calibration);
    CalibrationPass.requireBatches(feed, calibration);
    return new CpuRun(calibration, ProgressListener.NONE).ofCounts(merged.tensors(), feed);
  }

  /**
   * Refuses ranges that blocks cannot keep.
   *
   * @throws UsageException {@code range.order}
   */
  public static void checkRange(Calibration calibration) {
    if (calibration.histogramRange() != HistogramRange.WHOLE_SET
        && !(calibration.algorithm() instanceof Algorithm.MinMax)) {
      throw new UsageException(
          "range.order",
          "the first batch's range depends on the order of the data, and blocks of it have none:"
              + " give --range whole-set, which one machine takes too");
    }
  }

  /** Frees the network, when no thread measures any more. */
  @Override
  public void close() {
    session.close();
  }
}
