package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/**
 * A vector of extents, or a single one, as TensorRT's importer computes with them: as numbers while
 * all of them are known, else by adding layers to the network. The layers are never calibrated, but
 * each takes a name and so moves the numbers in the names of later layers.
 */
final class ShapeVector {
  private static final long UNKNOWN = -1;

  private final int rank;
  private final int size;
  private final long[] values;
  private final boolean allKnown;

  /** The tensor it is computed from: itself at depth 0, its shape at 1, its shape's shape at 2. */
  private NetworkTensor tensor;

  private int depth;

  private ShapeVector(
      int rank, int size, long[] values, boolean allKnown, NetworkTensor tensor, int depth) {
    this.rank = rank;
    this.size = size;
    this.values = values;
    this.allKnown = allKnown;
    this.tensor = tensor;
    this.depth = depth;
  }

  /** Known extents. */
  static ShapeVector of(long... values) {
    return new ShapeVector(1, values.length, values.clone(), true, null, 0);
  }

  /** A known number without an axis. */
  static ShapeVector scalar(long value) {
    return new ShapeVector(0, 1, new long[] {value}, true, null, 0);
  }

  /** Known values with the rank of a constant: 0 or 1. */
  static ShapeVector known(int rank, long... values) {
    return new ShapeVector(rank, values.length, values.clone(), true, null, 0);
  }

  /** Extents that a tensor of the network holds. */
  static ShapeVector in(NetworkTensor tensor) {
    return at(tensor, 0);
  }

  /** The shape of a tensor. */
  static ShapeVector shapeOf(NetworkTensor tensor) {
    return at(tensor, 1);
  }

  /** The shape of such a vector: its length. */
  ShapeVector shape() {
    if (tensor != null) {
      return at(tensor, depth + 1);
    }
    return rank == 0 ? known(0) : of(size);
  }

  private static ShapeVector at(NetworkTensor tensor, int depth) {
    List<Long> dims = tensor.shape().dims();
    if (depth == 0) {
      int rank = dims.size();
      int size = rank == 0 ? 1 : rank == 1 ? (int) tensor.shape().dim(0) : (int) UNKNOWN;
      return new ShapeVector(Math.min(rank, 1), size, new long[0], false, tensor, 0);
    }
    if (depth == 1) {
      long[] extents = dims.stream().mapToLong(Long::longValue).toArray();
      boolean known = LongStream.of(extents).allMatch(extent -> extent >= 0);
      return new ShapeVector(1, extents.length, extents, known, tensor, 1);
    }
    return depth == 2 ? new ShapeVector(1, 1, new long[] {dims.size()}, true, tensor, 2) : of(1);
  }

  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  boolean sizeKnown() {
    return size >= 0;
  }

  boolean allKnown() {
    return allKnown;
  }

  boolean valueKnown(int index) {
    return allKnown || (values.length == size && values[index] >= 0);
  }

  long value(int index) {
    return values[index];
  }

  private boolean isAll(long value) {
    return allKnown && LongStream.of(values).allMatch(v -> v == value);
  }

  /** The same vector, whose tensor is made anew when it is needed. */
  ShapeVector copy() {
    return new ShapeVector(rank, size, values, allKnown, tensor, depth);
  }

  /** This vector as a tensor of the network; made once. */
  NetworkTensor tensor(Network network) {
    if (tensor != null && depth == 0) {
      return tensor;
    }
    if (allKnown) {
      network.names().tensor("tmp_weight");
      Layer layer = network.add(LayerKind.CONSTANT, List.of());
      network.register(layer, "ONNXTRT_ShapeTensorFromDims");
      tensor = layer.output(type(rank, size));
    } else {
      for (int level = depth; level > 0; level--) {
        Layer layer = network.add(LayerKind.SHAPE, List.of(tensor));
        network.register(layer, "ONNXTRT_ShapeTensor");
        tensor = network.cast(layer.output(type(1, tensor.rank())), ElementTypes.INT64);
      }
    }
    depth = 0;
    return tensor;
  }

  /** Adds the tensor when a layer cannot be told numbers. */
  void materializeUnlessKnown(Network network) {
    if (!allKnown) {
      tensor(network);
    }
  }

  ShapeVector plus(Network network, ShapeVector other) {
    return combine(network, other, true, 0, Long::sum);
  }

  ShapeVector minus(Network network, ShapeVector other) {
    return combine(network, other, false, 0, (x, y) -> x - y);
  }

  ShapeVector times(Network network, ShapeVector other) {
    return combine(network, other, true, 1, (x, y) -> x * y);
  }

  ShapeVector min(Network network, ShapeVector other) {
    return combine(network, other, true, Long.MAX_VALUE, Math::min);
  }

  ShapeVector max(Network network, ShapeVector other) {
    return combine(network, other, true, Long.MIN_VALUE, Math::max);
  }

  ShapeVector floorDiv(Network network, ShapeVector other) {
    return combine(network, other, false, 1, Math::floorDiv);
  }

  ShapeVector clamp(Network network, ShapeVector low, ShapeVector high) {
    return max(network, low).min(network, high);
  }

  /** Spares a layer where one operand is empty or changes nothing, or all numbers are known. */
  private ShapeVector combine(
      Network network,
      ShapeVector other,
      boolean commutative,
      long neutral,
      LongBinaryOperator operation) {
    if (size == 0) {
      return copy();
    }
    if (other.size == 0) {
      return other.copy();
    }
    if (sizeKnown() && other.sizeKnown()) {
      if (other.isAll(neutral) && other.size <= size) {
        return copy();
      }
      if (commutative && isAll(neutral) && size <= other.size) {
        return other.copy();
      }
    }
    int length = Math.max(size, other.size);
    if (allKnown && other.allKnown) {
      long[] results = new long[length];
      for (int i = 0; i < length; i++) {
        results[i] = operation.applyAsLong(values[i % size], other.values[i % other.size]);
      }
      return known(rank, results);
    }
    NetworkTensor second = other.tensor(network);
    Layer layer = network.add(LayerKind.ELEMENTWISE, List.of(tensor(network), second));
    network.register(layer, "ONNXTRT_ShapeElementWise");
    return in(layer.output(type(rank, length)));
  }

  /** This vector followed by another. */
  ShapeVector concat(Network network, ShapeVector other) {
    if (size == 0) {
      return other.copy();
    }
    if (other.size == 0) {
      return copy();
    }
    if (allKnown && other.allKnown) {
      return of(LongStream.concat(LongStream.of(values), LongStream.of(other.values)).toArray());
    }
    List<NetworkTensor> parts = List.of(tensor(network), other.tensor(network));
    Layer layer = network.add(LayerKind.CONCATENATION, parts);
    network.register(layer, "ONNXTRT_ShapeConcat");
    return in(layer.output(type(1, size + other.size)));
  }

  /** The extents at known indices. */
  ShapeVector gather(Network network, ShapeVector indices) {
    if (indices.allKnown
        && LongStream.of(indices.values).allMatch(index -> valueKnown((int) index))) {
      return known(
          indices.rank, LongStream.of(indices.values).map(index -> values[(int) index]).toArray());
    }
    NetworkTensor at = indices.tensor(network);
    Layer layer = network.add(LayerKind.GATHER, List.of(tensor(network), at));
    network.register(layer, "ONNXTRT_ShapeGather");
    return in(layer.output(type(indices.rank, indices.size)));
  }

  /** Picks from this vector and, from its length on, from another. */
  ShapeVector interlace(Network network, ShapeVector other, ShapeVector indices) {
    return concat(network, other).gather(network, indices);
  }

  /** Whether both are certainly the same: equal numbers, or read from the same tensor. */
  boolean equalTo(ShapeVector other) {
    return (allKnown && other.allKnown)
        ? Arrays.equals(values, other.values)
        : (tensor == other.tensor && depth == other.depth);
  }

  /** As many copies of a number as this vector has extents. */
  ShapeVector similar(Network network, long value) {
    return filled(network, value, shape());
  }

  /** So many copies of a number. */
  static ShapeVector filled(Network network, long value, ShapeVector count) {
    if (count.allKnown) {
      long[] copies = new long[(int) count.values[0]];
      Arrays.fill(copies, value);
      return of(copies);
    }
    NetworkTensor one = of(value).tensor(network);
    Layer layer = network.slice(one, of(0), count, of(0));
    network.register(layer, "ONNXTRT_FillShapeVector");
    return in(layer.output());
  }

  /** The product of some of the extents. */
  ShapeVector product(Network network, int first, int last, int resultRank) {
    ShapeVector product = known(resultRank, 1);
    for (int i = first; i < last; i++) {
      product = product.times(network, gather(network, known(resultRank, i)));
    }
    return product;
  }

  /** The extents to which two shapes of equal length broadcast; 0 stays 0. */
  ShapeVector broadcast(Network network, ShapeVector other) {
    ShapeVector ones = other.similar(network, 1);
    ShapeVector smallest = min(network, other.min(network, ones));
    return max(network, other).times(network, smallest);
  }

  private static ValueType type(int rank, int size) {
    return new ValueType(
        ElementTypes.INT64,
        new Shape(rank == 0 ? List.of() : Collections.nCopies(1, Math.max(size, UNKNOWN))));
  }
}
