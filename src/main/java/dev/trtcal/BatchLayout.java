package dev.trtcal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a source's samples fill a network's inputs: by name, never by position. TensorRT itself does
 * not check the batch (it silently measures something else), so both engines ask this first.
 *
 * @param batchSize samples a batch
 * @param fixed true when the network takes exactly that many, so that a last batch with fewer must
 *     be dropped
 * @param inputs the network's inputs with a whole batch's shape, in the network's order
 * @param sourceNames for each input the name under which the source hands it out
 */
public record BatchLayout(
    int batchSize, boolean fixed, List<TensorSpec> inputs, Map<String, String> sourceNames) {
  /** Samples a batch when neither the network nor the user says. */
  public static final int DEFAULT_BATCH = 32;

  public BatchLayout {
    inputs = List.copyOf(inputs);
    sourceNames = Map.copyOf(sourceNames);
  }

  /**
   * Fits samples to inputs.
   *
   * @param network the network's inputs, batch axis first, dynamic extents allowed
   * @param samples what the source hands out, without the batch axis
   * @param requested batch size the user asked for
   * @throws UsageException when an input is not fed, a name or element type or shape differs, or
   *     the batch is not the network's
   */
  public static BatchLayout fit(
      List<TensorSpec> network, List<TensorSpec> samples, OptionalInt requested) {
    Map<String, TensorSpec> byName = match(network, samples);
    OptionalInt fixed = fixedBatch(network);
    if (fixed.isPresent() && requested.isPresent() && fixed.getAsInt() != requested.getAsInt()) {
      throw new UsageException(
          "batch.mismatch",
          "batch "
              + requested.getAsInt()
              + ": the network's batch is fixed at "
              + fixed.getAsInt()
              + "; use --batch "
              + fixed.getAsInt()
              + ", or export the model with a dynamic batch");
    }
    int batch = fixed.isPresent() ? fixed.getAsInt() : requested.orElse(DEFAULT_BATCH);
    List<TensorSpec> inputs = new ArrayList<>();
    Map<String, String> sourceNames = new HashMap<>();
    for (TensorSpec input : network) {
      TensorSpec sample = byName.get(input.name());
      check(input, sample);
      inputs.add(new TensorSpec(input.name(), input.type(), sample.shape().prepend(batch)));
      sourceNames.put(input.name(), sample.name());
    }
    return new BatchLayout(batch, fixed.isPresent(), inputs, sourceNames);
  }

  private static Map<String, TensorSpec> match(List<TensorSpec> network, List<TensorSpec> samples) {
    if (network.size() == 1 && samples.size() == 1 && samples.get(0).name().isEmpty()) {
      return Map.of(network.get(0).name(), samples.get(0));
    }
    Map<String, TensorSpec> byName = new HashMap<>();
    for (TensorSpec sample : samples) {
      byName.put(sample.name(), sample);
    }
    String wanted = network.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
    for (TensorSpec input : network) {
      if (!byName.containsKey(input.name())) {
        throw new UsageException(
            "input.unfed",
            "input "
                + input.name()
                + ": no data for it; the network's inputs are "
                + wanted
                + "; use --tensors NAME=FILE for each");
      }
    }
    for (TensorSpec sample : samples) {
      if (network.stream().noneMatch(input -> input.name().equals(sample.name()))) {
        throw new UsageException(
            "input.unknown",
            "data for "
                + sample.name()
                + ": the network has no such input; its inputs are "
                + wanted);
      }
    }
    return byName;
  }

  private static OptionalInt fixedBatch(List<TensorSpec> network) {
    OptionalInt batch = OptionalInt.empty();
    for (TensorSpec input : network) {
      if (input.shape().rank() == 0) {
        throw new UsageException(
            "input.scalar",
            "input " + input + ": a scalar has no batch axis; such a network cannot be calibrated");
      }
      long first = input.shape().dim(0);
      if (first == Shape.DYNAMIC) {
        continue;
      }
      if (batch.isPresent() && batch.getAsInt() != first) {
        throw new UsageException(
            "batch.contradictory",
            "input " + input + ": its batch differs from another input's, " + batch.getAsInt());
      }
      batch = OptionalInt.of(Math.toIntExact(first));
    }
    return batch;
  }

  private static void check(TensorSpec input, TensorSpec sample) {
    if (sample.type() != input.type()) {
      throw new UsageException(
          "input.type",
          "input "
              + input
              + ": the data are "
              + sample
              + "; give them in the network's element type");
    }
    Shape wanted = input.shape().dropFirst();
    boolean fits = wanted.rank() == sample.shape().rank();
    for (int axis = 0; fits && axis < wanted.rank(); axis++) {
      fits = wanted.dim(axis) == Shape.DYNAMIC || wanted.dim(axis) == sample.shape().dim(axis);
    }
    if (!fits) {
      throw new UsageException(
          "input.shape",
          "input "
              + input
              + ": one sample of the data has the shape "
              + sample.shape()
              + ", the network wants "
              + wanted);
    }
  }
}
