package dev.trtcal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a source's samples fill a network's inputs: by name, never by position. TensorRT itself does
 * not check the batch (it silently measures something else), so both engines ask this first.
 *
 * <p>An input without a batch axis, such as a scalar or a recurrent state, takes one sample whole:
 * the source then hands out samples with as many axes as the input has, and the batch is 1.
 *
 * @param batchSize samples a batch
 * @param fixed true when the network takes exactly that many, so that a last batch with fewer must
 *     be dropped
 * @param inputs the network's inputs with a whole batch's shape, in the network's order
 * @param sourceNames for each input the name under which the source hands it out
 * @param whole the inputs that take a sample whole, without a batch axis before it
 */
public record BatchLayout(
    int batchSize,
    boolean fixed,
    List<TensorSpec> inputs,
    Map<String, String> sourceNames,
    Set<String> whole) {
  /** Samples a batch when neither the network nor the user says. */
  public static final int DEFAULT_BATCH = 32;

  public BatchLayout {
    inputs = List.copyOf(inputs);
    sourceNames = Map.copyOf(sourceNames);
    whole = Set.copyOf(whole);
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
    return fit(network, samples, requested, Map.of());
  }

  /**
   * Fits samples to inputs of which the user says what shapes they may have.
   *
   * @param shapes by the input's name; where no batch is requested, the one they are tuned for is
   *     taken. The batch itself may lie outside: calibration has a profile of its own
   * @throws UsageException besides, {@code shapes.unknown}, {@code shapes.contradict} or {@code
   *     shapes.data} when they do not go with the network or the samples
   */
  public static BatchLayout fit(
      List<TensorSpec> network,
      List<TensorSpec> samples,
      OptionalInt requested,
      Map<String, ShapeRange> shapes) {
    checkShapes(network, shapes);
    Map<String, TensorSpec> byName = match(network, samples);
    Set<String> whole =
        network.stream()
            .filter(BatchLayout::mayBeWhole)
            .filter(input -> byName.get(input.name()).shape().rank() == input.shape().rank())
            .map(TensorSpec::name)
            .collect(Collectors.toSet());
    OptionalInt fixed = fixedBatch(network, whole);
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
    int batch = fixed.orElse(requested.orElse(tuned(network, shapes).orElse(DEFAULT_BATCH)));
    List<TensorSpec> inputs = new ArrayList<>();
    Map<String, String> sourceNames = new HashMap<>();
    for (TensorSpec input : network) {
      TensorSpec sample = byName.get(input.name());
      boolean isWhole = whole.contains(input.name());
      Shape shape = isWhole ? sample.shape() : sample.shape().prepend(batch);
      check(input, sample, isWhole);
      if (shapes.containsKey(input.name())) {
        shapes.get(input.name()).checkSample(input.name(), sample.shape());
      }
      inputs.add(new TensorSpec(input.name(), input.type(), shape));
      sourceNames.put(input.name(), sample.name());
    }
    return new BatchLayout(batch, fixed.isPresent(), inputs, sourceNames, whole);
  }

  /**
   * The shape of one input when so many samples are shown.
   *
   * @param samples at most {@link #batchSize}
   */
  public Shape shape(String input, int samples) {
    Shape full =
        inputs.stream()
            .filter(spec -> spec.name().equals(input))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no input " + input))
            .shape();
    return whole.contains(input) ? full : full.dropFirst().prepend(samples);
  }

  /** Whether an input may take its samples whole: an open first axis is the batch. */
  public static boolean mayBeWhole(TensorSpec input) {
    return input.shape().rank() == 0 || input.shape().dim(0) != Shape.DYNAMIC;
  }

  private static void checkShapes(List<TensorSpec> network, Map<String, ShapeRange> shapes) {
    Map<String, TensorSpec> inputs =
        network.stream().collect(Collectors.toMap(TensorSpec::name, input -> input));
    shapes.forEach(
        (name, range) -> {
          if (!inputs.containsKey(name)) {
            throw new UsageException(
                "shapes.unknown",
                "--shapes "
                    + name
                    + ":"
                    + range
                    + ": the network has no such input; its inputs are "
                    + names(network));
          }
          range.checkFits(inputs.get(name));
        });
  }

  private static OptionalInt tuned(List<TensorSpec> network, Map<String, ShapeRange> shapes) {
    return network.stream()
        .filter(input -> shapes.containsKey(input.name()))
        .map(input -> shapes.get(input.name()).batchFor(input))
        .flatMapToInt(OptionalInt::stream)
        .findFirst();
  }

  private static String names(List<TensorSpec> network) {
    return network.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
  }

  private static Map<String, TensorSpec> match(List<TensorSpec> network, List<TensorSpec> samples) {
    if (network.size() == 1 && samples.size() == 1 && samples.get(0).name().isEmpty()) {
      return Map.of(network.get(0).name(), samples.get(0));
    }
    Map<String, TensorSpec> byName = new HashMap<>();
    for (TensorSpec sample : samples) {
      byName.put(sample.name(), sample);
    }
    String wanted = names(network);
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

  /** The batch of the inputs that have one; 1 where one takes its samples whole. */
  private static OptionalInt fixedBatch(List<TensorSpec> network, Set<String> whole) {
    OptionalInt batch = whole.isEmpty() ? OptionalInt.empty() : OptionalInt.of(1);
    for (TensorSpec input : network) {
      if (whole.contains(input.name()) || input.shape().rank() == 0) {
        continue;
      }
      long first = input.shape().dim(0);
      if (first == Shape.DYNAMIC) {
        continue;
      }
      if (batch.isPresent() && batch.getAsInt() != first) {
        throw new UsageException(
            "batch.contradictory",
            "input "
                + input
                + ": its first axis is "
                + first
                + (whole.isEmpty()
                    ? ", another input's is " + batch.getAsInt()
                    : ", but " + whole + " takes one sample at a time, so the batch must be 1")
                + "; an input without a batch axis takes an array [samples, and all its own axes]");
      }
      batch = OptionalInt.of(Math.toIntExact(first));
    }
    return batch;
  }

  private static void check(TensorSpec input, TensorSpec sample, boolean whole) {
    if (sample.type() != input.type()) {
      throw new UsageException(
          "input.type",
          "input "
              + input
              + ": the data are "
              + sample
              + "; such elements are not converted: give them in the network's element type");
    }
    if (input.shape().rank() == 0 && !whole) {
      throw wrongShape(input, sample, input.shape());
    }
    Shape wanted = whole ? input.shape() : input.shape().dropFirst();
    if (!wanted.admits(sample.shape())) {
      throw wrongShape(input, sample, wanted);
    }
  }

  private static UsageException wrongShape(TensorSpec input, TensorSpec sample, Shape wanted) {
    return new UsageException(
        "input.shape",
        "input "
            + input
            + ": one sample of the data has the shape "
            + sample.shape()
            + ", the network wants "
            + wanted);
  }
}
