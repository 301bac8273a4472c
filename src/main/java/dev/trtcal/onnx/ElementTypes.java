package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.trtcal.ElementType;
import java.util.Optional;

/** ONNX's numbers of element types, and what TensorRT makes of them. */
final class ElementTypes {
  static final int FLOAT = DataType.FLOAT_VALUE;
  static final int INT8 = DataType.INT8_VALUE;
  static final int INT32 = DataType.INT32_VALUE;
  static final int INT64 = DataType.INT64_VALUE;
  static final int BOOL = DataType.BOOL_VALUE;
  static final int FLOAT16 = DataType.FLOAT16_VALUE;
  static final int DOUBLE = DataType.DOUBLE_VALUE;
  static final int BFLOAT16 = DataType.BFLOAT16_VALUE;

  private ElementTypes() {}

  /** The type for data that cross into a network, where there is one. */
  static Optional<ElementType> feedable(int elementType) {
    return Optional.ofNullable(
        switch (elementType) {
          case DataType.FLOAT_VALUE -> ElementType.FLOAT32;
          case DataType.FLOAT16_VALUE -> ElementType.FLOAT16;
          case DataType.UINT8_VALUE -> ElementType.UINT8;
          case DataType.INT8_VALUE -> ElementType.INT8;
          case DataType.INT32_VALUE -> ElementType.INT32;
          case DataType.INT64_VALUE -> ElementType.INT64;
          case DataType.BOOL_VALUE -> ElementType.BOOL;
          default -> null;
        });
  }

  /** Whether TensorRT calibrates tensors of this type; it takes double for float. */
  static boolean isCalibrated(int elementType) {
    return isFloating(elementType) || elementType == INT8;
  }

  static boolean isFloating(int elementType) {
    return elementType == FLOAT
        || elementType == FLOAT16
        || elementType == BFLOAT16
        || elementType == DOUBLE;
  }

  static boolean isInteger(int elementType) {
    return elementType == INT32 || elementType == INT64;
  }

  /** The type's name in lower case, such as {@code float16}. */
  static String name(int elementType) {
    DataType type = DataType.forNumber(elementType);
    return type == null ? "type " + elementType : type.name().toLowerCase(java.util.Locale.ROOT);
  }
}
