package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.Objects;

/**
 * Element type and shape of a value inside a model, as a runtime infers them.
 *
 * @param elementType ONNX's number of the element type, as in TensorProto.DataType; 0 for what is
 *     no tensor
 * @param shape extents, {@link Shape#DYNAMIC} where only the data will tell
 */
public record ValueType(int elementType, Shape shape) {
  public ValueType {
    Objects.requireNonNull(shape, "shape");
  }
}
