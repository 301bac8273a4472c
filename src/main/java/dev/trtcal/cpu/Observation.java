package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.HistogramRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.algorithm.Threshold;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Statistics of all tensors of a network, batch after batch. Values are read where ONNX Runtime
 * left them; tensors that show the same values share their statistics.
 */
final class Observation {
  private final Algorithm algorithm;
  private final Map<Source, Statistics> bySource = new LinkedHashMap<>();
  private final List<Map.Entry<Source, Statistics>> sources;
  private int[] selected;
  private final List<String> firstNames = new ArrayList<>();

  Observation(List<ObservedTensor> tensors, Algorithm algorithm, HistogramRange range) {
    this(tensors, algorithm, source -> Statistics.of(algorithm, range));
  }

  /** Of what was counted elsewhere: {@link #counts()} of an observation of the same tensors. */
  static Observation of(
      List<ObservedTensor> tensors, Algorithm algorithm, List<TensorCount> counts) {
    Iterator<TensorCount> next = counts.iterator();
    return new Observation(tensors, algorithm, source -> Statistics.of(algorithm, next.next()));
  }

  /** What was counted of each source, in their order. */
  List<TensorCount> counts() {
    return sources.stream().map(source -> source.getValue().count()).toList();
  }

  /** Of what was observed elsewhere. */
  Observation(
      List<ObservedTensor> tensors, Algorithm algorithm, Function<Source, Statistics> statistics) {
    this.algorithm = algorithm;
    for (ObservedTensor tensor : tensors) {
      if (!bySource.containsKey(tensor.source())) {
        bySource.put(tensor.source(), statistics.apply(tensor.source()));
        firstNames.add(tensor.name());
      }
    }
    sources = List.copyOf(bySource.entrySet());
    selected = IntStream.range(0, sources.size()).toArray();
  }

  /** One batch: what the network computed from it, and where its samples come from. */
  interface Batch {
    /** The values of a source that is no constant, which stay there until they were observed. */
    MemorySegment data(Source source);

    /** The batch in words, and the sample that holds a position of all values of a tensor. */
    String describe(long position, long values);
  }

  /** What the values of a source are a part of, or themselves. */
  static Source root(Source source) {
    return source instanceof Source.Start start ? root(start.whole()) : source;
  }

  /** Observes only some of the sources from the next batch on; all when this is never called. */
  void select(Predicate<Source> wanted) {
    selected =
        IntStream.range(0, sources.size())
            .filter(i -> wanted.test(sources.get(i).getKey()))
            .toArray();
  }

  /**
   * Begins to observe one batch, on other threads.
   *
   * @return to be finished before the next batch is begun
   */
  Running begin(Batch batch, Workers workers) {
    List<List<MemorySegment>> values = new ArrayList<>();
    for (int index : selected) {
      Source source = sources.get(index).getKey();
      values.add(
          root(source) instanceof Source.Constant
              ? List.of()
              : FloatPieces.of(data(source, batch)));
    }
    return new Running(batch, values, workers);
  }

  /** A batch under observation. */
  final class Running {
    private final Batch batch;
    private final List<List<MemorySegment>> values;
    private final int[] indices = selected;
    private final boolean[] finite = new boolean[indices.length];
    private final Workers.Work work;

    private Running(Batch batch, List<List<MemorySegment>> values, Workers workers) {
      this.batch = batch;
      this.values = values;
      work = workers.begin(indices.length, this::observe);
    }

    private void observe(int i) {
      Map.Entry<Source, Statistics> entry = sources.get(indices[i]);
      if (entry.getKey() instanceof Source.Constant constant) {
        entry.getValue().addConstant(constant.values());
      }
      boolean sound = true;
      for (MemorySegment piece : values.get(i)) {
        sound &= entry.getValue().add(piece);
      }
      finite[i] = sound;
    }

    /**
     * Helps with what is left, and returns when the batch was observed.
     *
     * @throws CalibrationFailedException {@code activation.nonfinite} when a tensor holds NaN or
     *     infinity; the first in the network's order is named
     */
    void finish() {
      work.finish();
      for (int i = 0; i < finite.length; i++) {
        if (!finite[i]) {
          int index = indices[i];
          throw nonFinite(firstNames.get(index), sources.get(index).getKey(), values.get(i), batch);
        }
      }
    }
  }

  private static MemorySegment data(Source source, Batch batch) {
    if (source instanceof Source.Start start) {
      MemorySegment whole = data(start.whole(), batch);
      return whole.asSlice(0, whole.byteSize() / start.of() * start.part());
    }
    return batch.data(source);
  }

  /** How many values there are where some were seen. */
  private static long inAll(Source source, long seen) {
    return source instanceof Source.Start start ? seen / start.part() * start.of() : seen;
  }

  private static CalibrationFailedException nonFinite(
      String tensor, Source source, List<MemorySegment> pieces, Batch batch) {
    long position = 0;
    long total = 0;
    float found = 0;
    for (MemorySegment piece : pieces) {
      FloatBuffer floats = FloatPieces.buffer(piece);
      for (int i = 0; i < floats.limit() && Float.isFinite(found); i++) {
        found = floats.get(i);
        position = total + i;
      }
      total += floats.limit();
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

  /** The distributions of the tensors that have one, by name. */
  Map<String, ValueHistogram> histograms(List<ObservedTensor> tensors) {
    Map<String, ValueHistogram> histograms = new LinkedHashMap<>();
    for (ObservedTensor tensor : tensors) {
      statistics(tensor.source())
          .values()
          .ifPresent(values -> histograms.put(tensor.name(), values));
    }
    return histograms;
  }

  Statistics statistics(Source source) {
    return bySource.get(source);
  }
}
