package dev.trtcal;

import java.io.Serializable;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The shapes that one input of an engine may have, batch axis included.
 *
 * @param min least extents
 * @param opt the shape that the engine is tuned for
 * @param max largest extents
 */
public record ShapeRange(Shape min, Shape opt, Shape max) implements Serializable {

  /**
   * @throws UsageException {@code shapes.invalid} when they differ in their number of axes, an
   *     extent is not known or 0, or one axis does not grow from min over opt to max
   */
  public ShapeRange {
    Objects.requireNonNull(min, "min");
    Objects.requireNonNull(opt, "opt");
    Objects.requireNonNull(max, "max");
    if (min.rank() != opt.rank() || opt.rank() != max.rank()) {
      throw invalid(min, opt, max, "they differ in their number of axes");
    }
    for (int axis = 0; axis < min.rank(); axis++) {
      if (min.dim(axis) < 1) {
        throw invalid(min, opt, max, "each extent must be known and at least 1");
      }
      if (min.dim(axis) > opt.dim(axis) || opt.dim(axis) > max.dim(axis)) {
        throw invalid(min, opt, max, "min must not exceed opt, nor opt max, in axis " + axis);
      }
    }
  }

  /** One shape and no other. */
  public static ShapeRange only(Shape shape) {
    return new ShapeRange(shape, shape, shape);
  }

  /** Whether it leaves nothing open. */
  public boolean isFixed() {
    return min.equals(max);
  }

  /** The first axis of {@link #opt}, where it has one that the input leaves open. */
  OptionalInt batchFor(TensorSpec input) {
    return input.shape().rank() > 0 && input.shape().dim(0) == Shape.DYNAMIC
        ? OptionalInt.of(Math.toIntExact(opt.dim(0)))
        : OptionalInt.empty();
  }

  /**
   * Checks that it fits an input of a network.
   *
   * @param input batch axis first, dynamic extents allowed
   * @throws UsageException {@code shapes.contradict} when the number of axes differs, or an extent
   *     that the network fixes
   */
  public void checkFits(TensorSpec input) {
    Shape network = input.shape();
    boolean fits = network.rank() == opt.rank();
    for (int axis = 0; fits && axis < network.rank(); axis++) {
      long wanted = network.dim(axis);
      fits = wanted == Shape.DYNAMIC || (min.dim(axis) == wanted && max.dim(axis) == wanted);
    }
    if (!fits) {
      throw new UsageException(
          "shapes.contradict",
          "--shapes " + input.name() + ":" + this + ": the network's input is " + input);
    }
  }

  /**
   * Checks that one sample's shape lies within, whatever the batch.
   *
   * @param name the input's, for the message
   * @param sample without the batch axis, where the input has one
   * @throws UsageException {@code shapes.data} when an extent is smaller or larger
   */
  void checkSample(String name, Shape sample) {
    int before = opt.rank() - sample.rank();
    boolean within = before == 0 || before == 1;
    for (int axis = 0; within && axis < sample.rank(); axis++) {
      long extent = sample.dim(axis);
      within = min.dim(axis + before) <= extent && extent <= max.dim(axis + before);
    }
    if (!within) {
      throw new UsageException(
          "shapes.data",
          "--shapes "
              + name
              + ":"
              + this
              + ": one sample of the data has the shape "
              + sample
              + ", which the engine would not take; widen the shapes, or resize the data");
    }
  }

  private static UsageException invalid(Shape min, Shape opt, Shape max, String why) {
    return new UsageException(
        "shapes.invalid", "shapes " + min + "," + opt + "," + max + ": " + why);
  }

  /** As {@code 1x3x224x224,8x3x224x224,32x3x224x224}. */
  @Override
  public String toString() {
    return min + "," + opt + "," + max;
  }
}
