package dev.trtcal.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The numbers that a model computes from shapes and constants, as exporters write the bounds of a
 * chunk, where all of them are known. One-dimensional or single.
 */
final class ShapeValues {
  /** Far more steps in a row than any exporter writes. */
  private static final int DEEPEST = 100;

  private final Map<NodeImport, Optional<long[]>> known = new HashMap<>();

  /** The values of a node's integer input; empty where they are not known. */
  Optional<long[]> input(NodeImport node, int index) {
    return input(node, index, 0);
  }

  private Optional<long[]> input(NodeImport node, int index, int depth) {
    Optional<long[]> constant = node.constantLongs(index);
    return constant.isPresent()
        ? constant
        : node.input(index)
            .tensor()
            .flatMap(NetworkTensor::producer)
            .flatMap(Layer::origin)
            .flatMap(from -> output(from, depth + 1));
  }

  private Optional<long[]> output(NodeImport node, int depth) {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    Optional<long[]> before = known.get(node);
    if (before != null) {
      return before;
    }
    Optional<long[]> values = compute(node, depth);
    known.put(node, values);
    return values;
  }

  private Optional<long[]> compute(NodeImport node, int depth) {
    return switch (node.operator()) {
      case "Shape" -> shape(node);
      case "Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze" -> input(node, 0, depth);
      case "Concat" -> joined(node, depth);
      case "Gather" -> gathered(node, depth);
      case "Add" -> combined(node, depth, Long::sum);
      case "Sub" -> combined(node, depth, (a, b) -> a - b);
      case "Mul" -> combined(node, depth, (a, b) -> a * b);
      case "Div" -> divided(node, depth);
      default -> Optional.empty();
    };
  }

  private static Optional<long[]> shape(NodeImport node) {
    boolean whole = !node.hasAttribute("start") && !node.hasAttribute("end");
    return node.input(0)
        .tensor()
        .map(NetworkTensor::shape)
        .filter(shape -> whole && !shape.isDynamic())
        .map(shape -> shape.dims().stream().mapToLong(Long::longValue).toArray());
  }

  private Optional<long[]> joined(NodeImport node, int depth) {
    LongStream all = LongStream.empty();
    for (int i = 0; i < node.inputCount(); i++) {
      Optional<long[]> part = input(node, i, depth);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      all = LongStream.concat(all, Arrays.stream(part.get()));
    }
    return Optional.of(all.toArray());
  }

  private Optional<long[]> gathered(NodeImport node, int depth) {
    Optional<long[]> from = input(node, 0, depth);
    Optional<long[]> indices = input(node, 1, depth);
    if (from.isEmpty() || indices.isEmpty()) {
      return Optional.empty();
    }
    int length = from.get().length;
    long[] wrapped = LongStream.of(indices.get()).map(i -> i < 0 ? i + length : i).toArray();
    return LongStream.of(wrapped).allMatch(i -> i >= 0 && i < length)
        ? Optional.of(LongStream.of(wrapped).map(i -> from.get()[(int) i]).toArray())
        : Optional.empty();
  }

  private Optional<long[]> divided(NodeImport node, int depth) {
    boolean byZero =
        input(node, 1, depth).filter(by -> LongStream.of(by).anyMatch(b -> b == 0)).isPresent();
    return byZero ? Optional.empty() : combined(node, depth, (a, b) -> a / b);
  }

  private Optional<long[]> combined(NodeImport node, int depth, LongBinaryOperator operator) {
    Optional<long[]> first = input(node, 0, depth);
    Optional<long[]> second = input(node, 1, depth);
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    long[] a = first.get();
    long[] b = second.get();
    int length = Math.max(a.length, b.length);
    boolean fits = (a.length == length || a.length == 1) && (b.length == length || b.length == 1);
    return fits
        ? Optional.of(
            IntStream.range(0, length)
                .mapToLong(i -> operator.applyAsLong(a[i % a.length], b[i % b.length]))
                .toArray())
        : Optional.empty();
  }
}
