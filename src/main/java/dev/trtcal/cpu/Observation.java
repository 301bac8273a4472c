package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.algorithm.Threshold;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Statistics of all tensors of a network, batch after batch. Values are read where ONNX Runtime
 * left them; tensors that show the same values share their statistics.
 */
final class Observation {
  private final Algorithm algorithm;
  private final Map<Source, Statistics> bySource = new LinkedHashMap<>();
  private final List<Map.Entry<Source, Statistics>> sources;
  private final List<String> firstNames = new ArrayList<>();

  Observation(List<ObservedTensor> tensors, Algorithm algorithm) {
    this(tensors, algorithm, source -> Statistics.of(algorithm));
  }

  /** With histograms whose ranges a pass over the same data has found. */
  Observation(List<ObservedTensor> tensors, Algorithm algorithm, Observation ranges) {
    this(
        tensors,
        algorithm,
        source -> Statistics.ofRange(algorithm, ranges.statistics(source).maxAbs()));
  }

  private Observation(
      List<ObservedTensor> tensors, Algorithm algorithm, Function<Source, Statistics> statistics) {
    this.algorithm = algorithm;
    for (ObservedTensor tensor : tensors) {
      if (!bySource.containsKey(tensor.source())) {
        bySource.put(tensor.source(), statistics.apply(tensor.source()));
        firstNames.add(tensor.name());
      }
    }
    sources = List.copyOf(bySource.entrySet());
  }

  /** Where a batch's samples come from, for the message when they are at fault. */
  interface Batch {
    /** What an input was fed. */
    MemorySegment data(String input);

    /** The batch in words, and the sample that holds a position of all values of a tensor. */
    String describe(long position, long values);
  }

  /**
   * Observes one batch.
   *
   * @throws CalibrationFailedException {@code activation.nonfinite} when a tensor holds NaN or
   *     infinity; the first in the network's order is named
   */
  void add(Batch batch, OrtOutputs outputs, Workers workers) {
    List<AtomicBoolean> finite = new ArrayList<>();
    List<FloatBuffer[]> values = new ArrayList<>();
    for (Map.Entry<Source, Statistics> entry : sources) {
      finite.add(new AtomicBoolean());
      values.add(values(entry.getKey(), batch, outputs));
    }
    workers.forEach(sources.size(), i -> finite.get(i).set(add(i, values.get(i))));
    for (int i = 0; i < sources.size(); i++) {
      if (!finite.get(i).get() && !(sources.get(i).getKey() instanceof Source.Constant)) {
        throw nonFinite(firstNames.get(i), sources.get(i).getKey(), values.get(i), batch);
      }
    }
  }

  private boolean add(int index, FloatBuffer[] pieces) {
    Statistics statistics = sources.get(index).getValue();
    boolean finite = true;
    for (FloatBuffer piece : pieces) {
      finite &= statistics.add(piece);
    }
    return finite;
  }

  private static FloatBuffer[] values(Source source, Batch batch, OrtOutputs outputs) {
    if (source instanceof Source.Constant constant) {
      return new FloatBuffer[] {constant.values()};
    }
    return FloatPieces.of(data(source, batch, outputs));
  }

  private static MemorySegment data(Source source, Batch batch, OrtOutputs outputs) {
    if (source instanceof Source.Start start) {
      MemorySegment whole = data(start.whole(), batch, outputs);
      return whole.asSlice(0, whole.byteSize() / start.of() * start.part());
    }
    return source instanceof Source.Output output
        ? outputs.data(output.index(), Float.BYTES)
        : batch.data(((Source.Input) source).name());
  }

  /** How many values there are where some were seen. */
  private static long inAll(Source source, long seen) {
    return source instanceof Source.Start start ? seen / start.part() * start.of() : seen;
  }

  private static CalibrationFailedException nonFinite(
      String tensor, Source source, FloatBuffer[] pieces, Batch batch) {
    long position = 0;
    long total = 0;
    float found = 0;
    for (FloatBuffer piece : pieces) {
      for (int i = 0; i < piece.limit() && Float.isFinite(found); i++) {
        found = piece.get(i);
        position = total + i;
      }
      total += piece.limit();
    }
    return new CalibrationFailedException(
        "activation.nonfinite",
        "tensor "
            + tensor
            + ": holds "
            + (Float.isNaN(found) ? "NaN" : "infinity")
            + " in "
            + batch.describe(position, inAll(source, total))
            + "; look at that file, and at the model if it is sound");
  }

  /** Bytes the statistics take, the JVM's own overhead aside. */
  long bytes() {
    return algorithm instanceof Algorithm.MinMax ? sources.size() * 4L : sources.size() * 16384L;
  }

  /** The thresholds that the tensors' own values lead to, chosen on all threads. */
  Map<Source, Threshold> thresholds(Workers workers) {
    Threshold[] thresholds = new Threshold[sources.size()];
    workers.forEach(thresholds.length, i -> thresholds[i] = sources.get(i).getValue().threshold());
    Map<Source, Threshold> bySourceThreshold = new LinkedHashMap<>();
    for (int i = 0; i < thresholds.length; i++) {
      bySourceThreshold.put(sources.get(i).getKey(), thresholds[i]);
    }
    return bySourceThreshold;
  }

  Statistics statistics(Source source) {
    return bySource.get(source);
  }
}
