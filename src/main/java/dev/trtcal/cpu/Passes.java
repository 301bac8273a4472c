package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Passes over the data, one for each group of outputs that is observed together. */
final class Passes {
  private final OrtRuntime runtime;
  private final Calibration calibration;
  private final BatchLayout layout;
  private final ObservedNetwork network;
  private final Workers workers;
  private final List<List<Integer>> groups;
  private final ProgressListener progress;
  private boolean begun;
  private long batchBytes;

  Passes(
      OrtRuntime runtime,
      Calibration calibration,
      BatchLayout layout,
      ObservedNetwork network,
      Workers workers,
      List<List<Integer>> groups,
      ProgressListener progress) {
    this.runtime = runtime;
    this.calibration = calibration;
    this.layout = layout;
    this.network = network;
    this.workers = workers;
    this.groups = groups;
    this.progress = progress;
  }

  /** Shows the network all data, as often as there are groups; the last pass tells what it saw. */
  CalibrationPass run(String phase, Observation observation) {
    CalibrationPass last = null;
    for (int g = 0; g < groups.size(); g++) {
      rewind();
      observation.select(sourcesOf(g));
      try (ObservedSession session = network.open(groups.get(g));
          BatchFeed even = feed(session);
          BatchFeed odd = feed(session)) {
        last =
            new CalibrationPass(
                calibration, layout, session, List.of(even, odd), observation, workers);
        last.run(
            groups.size() == 1 ? phase : phase + ", part " + (g + 1) + " of " + groups.size(),
            progress);
        CalibrationPass.requireBatches(last.feed(), calibration);
        batchBytes = Math.max(batchBytes, last.activationBytes() + even.bytes());
      }
    }
    return last;
  }

  /** Bytes of a batch and of what is observed of it, of the largest group. */
  long batchBytes() {
    return batchBytes;
  }

  private BatchFeed feed(ObservedSession session) {
    return new BatchFeed(runtime, session.session(), calibration.source(), layout);
  }

  /** Inputs and constants go with the first group. */
  private Predicate<Source> sourcesOf(int group) {
    Set<Integer> outputs = new HashSet<>(groups.get(group));
    return source ->
        Observation.root(source) instanceof Source.Output output
            ? outputs.contains(output.index())
            : group == 0;
  }

  private void rewind() {
    if (!begun) {
      begun = true;
      return;
    }
    try {
      calibration.source().rewind();
    } catch (UnsupportedOperationException e) {
      throw new UsageException(
          "memory.unsupported",
          "--memory reads the data more than once, and these can be read only once; leave it out",
          e);
    }
  }
}
