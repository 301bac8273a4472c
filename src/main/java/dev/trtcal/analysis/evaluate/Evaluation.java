package dev.trtcal.analysis.evaluate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well a network does on a set of data.
 *
 * @param engine what computed it, in words
 * @param images samples evaluated
 * @param fp32 in floating point; empty without labels
 * @param int8 in INT8; empty without labels or without a cache
 * @param agreement share of the samples that both answer alike, 0 to 1; empty without a cache
 * @param classes what INT8 costs each class that lost samples, the worst first; empty without both
 * @param notes what the reader should know besides, one sentence each
 * @param latency of real engines; empty where the network was simulated
 */
public record Evaluation(
    String engine,
    long images,
    Optional<Accuracy> fp32,
    Optional<Accuracy> int8,
    OptionalDouble agreement,
    List<ClassLoss> classes,
    List<String> notes,
    Optional<Latency> latency) {
  public Evaluation {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(fp32, "fp32");
    Objects.requireNonNull(int8, "int8");
    Objects.requireNonNull(agreement, "agreement");
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
    Objects.requireNonNull(latency, "latency");
  }

  /** The same with a latency. */
  Evaluation with(Latency measured) {
    return new Evaluation(
        engine, images, fp32, int8, agreement, classes, notes, Optional.of(measured));
  }
}
