package dev.trtcal.tensorrt;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.shim.ShimTensor;
import java.util.List;
import java.util.Locale;

/**
 * An input or output of a network or an engine.
 *
 * @param shape extents, the batch axis included; {@link Shape#DYNAMIC} where only the data will
 *     tell
 */
public record TensorInfo(String name, DataType type, boolean input, Shape shape) {

  static List<TensorInfo> list(List<ShimTensor> tensors) {
    return tensors.stream()
        .map(t -> new TensorInfo(t.name(), DataType.of(t.dataType()), t.input(), t.shape()))
        .toList();
  }

  /**
   * The tensor in the words of a data source.
   *
   * @throws UsageException when no data source hands out this element type
   */
  public TensorSpec spec() {
    ElementType element =
        type.element()
            .orElseThrow(
                () ->
                    new UsageException(
                        "input.type",
                        "tensor " + this + ": data of this element type cannot be handed over"));
    return new TensorSpec(name, element, shape);
  }

  /**
   * Bytes of the tensor in this shape.
   *
   * @param actual without dynamic extents
   */
  long bytes(Shape actual) {
    return Math.ceilDiv(Math.multiplyExact(actual.elements(), type.bits()), Byte.SIZE);
  }

  /** As {@code input float[?x1x28x28]}. */
  @Override
  public String toString() {
    return name + " " + type.name().toLowerCase(Locale.ROOT) + "[" + shape + "]";
  }
}
