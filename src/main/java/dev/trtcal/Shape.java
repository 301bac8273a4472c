package dev.trtcal;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The extents of a tensor, outermost first; {@link #DYNAMIC} stands for an extent that only the
 * data will tell.
 *
 * @param dims extents, each &gt;= 0 or {@link #DYNAMIC}
 */
public record Shape(List<Long> dims) implements Serializable {
  /** An extent that is not fixed by the model. */
  public static final long DYNAMIC = -1;

  public Shape {
    dims = List.copyOf(dims);
    for (long dim : dims) {
      if (dim < DYNAMIC) {
        throw new IllegalArgumentException("an extent of " + dim + " in a shape");
      }
    }
  }

  /** A shape of these extents. */
  public static Shape of(long... dims) {
    return new Shape(LongStream.of(dims).boxed().toList());
  }

  /** Number of axes. */
  public int rank() {
    return dims.size();
  }

  /** The extent of one axis. */
  public long dim(int axis) {
    return dims.get(axis);
  }

  /** Whether any extent is {@link #DYNAMIC}. */
  public boolean isDynamic() {
    return dims.contains(DYNAMIC);
  }

  /**
   * Number of elements: the product of the extents, 1 for a scalar.
   *
   * @throws IllegalStateException when an extent is dynamic
   * @throws ArithmeticException when the product exceeds a long
   */
  public long elements() {
    if (isDynamic()) {
      throw new IllegalStateException("the shape " + this + " has no number of elements");
    }
    long product = 1;
    for (long dim : dims) {
      product = Math.multiplyExact(product, dim);
    }
    return product;
  }

  /** This shape with another extent put in front, as the batch axis of one sample's shape. */
  public Shape prepend(long extent) {
    return new Shape(
        LongStream.concat(LongStream.of(extent), dims.stream().mapToLong(Long::longValue))
            .boxed()
            .toList());
  }

  /** This shape without its first axis; rank must be at least 1. */
  public Shape dropFirst() {
    return new Shape(dims.subList(1, dims.size()));
  }

  /** Whether another shape has these extents, where they are not dynamic. */
  public boolean admits(Shape other) {
    boolean fits = rank() == other.rank();
    for (int axis = 0; fits && axis < rank(); axis++) {
      fits = dim(axis) == DYNAMIC || dim(axis) == other.dim(axis);
    }
    return fits;
  }

  /** As {@code 1x28x28}; a dynamic extent prints as {@code ?}. */
  @Override
  public String toString() {
    return dims.stream()
        .map(d -> d == DYNAMIC ? "?" : Long.toString(d))
        .collect(Collectors.joining("x"));
  }
}
