package dev.trtcal;

import java.util.Objects;

/**
 * Name, element type and shape of a tensor.
 *
 * @param name tensor name, never empty
 * @param type element type
 * @param shape extents; whether the batch axis is among them is said where a spec is handed out
 */
public record TensorSpec(String name, ElementType type, Shape shape) {
  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(shape, "shape");
  }

  /**
   * Bytes of one such tensor.
   *
   * @throws IllegalStateException when the shape is dynamic
   */
  public long bytes() {
    return Math.multiplyExact(shape.elements(), type.bytes());
  }

  /** As {@code input float32[1x28x28]}. */
  @Override
  public String toString() {
    return name + " " + type.name().toLowerCase(java.util.Locale.ROOT) + "[" + shape + "]";
  }
}
