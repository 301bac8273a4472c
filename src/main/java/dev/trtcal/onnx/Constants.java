package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the values of constant tensors, whichever of ONNX's ways they are stored in. */
final class Constants {
  private Constants() {}

  static Shape shape(TensorProto tensor) {
    return Shape.of(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** The tensor that a Constant node stands for, where it holds numbers. */
  static Optional<TensorProto> ofNode(NodeProto node) {
    return node.getAttributeList().stream()
        .flatMap(attribute -> ofAttribute(attribute).stream())
        .findFirst();
  }

  private static Optional<TensorProto> ofAttribute(AttributeProto attribute) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    return switch (attribute.getName()) {
      case "value" -> Optional.of(attribute.getT());
      case "value_float" ->
          Optional.of(
              tensor.setDataType(ElementTypes.FLOAT).addFloatData(attribute.getF()).build());
      case "value_floats" ->
          Optional.of(
              tensor
                  .setDataType(ElementTypes.FLOAT)
                  .addDims(attribute.getFloatsCount())
                  .addAllFloatData(attribute.getFloatsList())
                  .build());
      case "value_int" ->
          Optional.of(
              tensor.setDataType(ElementTypes.INT64).addInt64Data(attribute.getI()).build());
      case "value_ints" ->
          Optional.of(
              tensor
                  .setDataType(ElementTypes.INT64)
                  .addDims(attribute.getIntsCount())
                  .addAllInt64Data(attribute.getIntsList())
                  .build());
      default -> Optional.empty();
    };
  }

  /** A number of a floating type with axes of extent 1; other types are not written. */
  static TensorProto number(float value, int elementType, int rank) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(elementType).addAllDims(Collections.nCopies(rank, 1L));
    if (elementType == ElementTypes.FLOAT16) {
      tensor.addInt32Data(Short.toUnsignedInt(Float.floatToFloat16(value)));
    } else if (elementType == ElementTypes.BFLOAT16) {
      tensor.addInt32Data(Float.floatToRawIntBits(value) >>> 16);
    } else if (elementType == ElementTypes.DOUBLE) {
      tensor.addDoubleData(value);
    } else {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  /**
   * The values as float32.
   *
   * @throws InvalidInputException when the tensor's type is not a calibrated one or its data are
   *     missing
   */
  static FloatBuffer floats(TensorProto tensor, Path folder) {
    int type = tensor.getDataType();
    if (type == ElementTypes.FLOAT && tensor.getFloatDataCount() > 0) {
      return FloatBuffer.wrap(toArray(tensor.getFloatDataList()));
    }
    int count = Math.toIntExact(shape(tensor).elements());
    float[] values = new float[count];
    if (type == ElementTypes.DOUBLE && tensor.getDoubleDataCount() > 0) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) tensor.getDoubleData(i);
      }
      return FloatBuffer.wrap(values);
    }
    if (tensor.getInt32DataCount() > 0) {
      for (int i = 0; i < count; i++) {
        values[i] = small(type, tensor.getInt32Data(i));
      }
      return FloatBuffer.wrap(values);
    }
    ByteBuffer raw = raw(tensor, folder);
    int size = elementBytes(type).orElse(0);
    if (size == 0 || raw.remaining() < (long) size * count) {
      throw damaged(tensor);
    }
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (size) {
            case 8 -> (float) raw.getDouble();
            case 4 -> raw.getFloat();
            case 2 -> small(type, raw.getShort());
            default -> raw.get();
          };
    }
    return FloatBuffer.wrap(values);
  }

  /** The values of an integer tensor. */
  static long[] longs(TensorProto tensor, Path folder) {
    if (tensor.getInt64DataCount() > 0) {
      return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
    }
    if (tensor.getInt32DataCount() > 0) {
      return tensor.getInt32DataList().stream().mapToLong(Integer::longValue).toArray();
    }
    int count = Math.toIntExact(shape(tensor).elements());
    ByteBuffer raw = raw(tensor, folder);
    long[] values = new long[count];
    boolean wide = tensor.getDataType() == ElementTypes.INT64;
    if (raw.remaining() < (wide ? 8L : 4L) * count) {
      throw damaged(tensor);
    }
    for (int i = 0; i < count; i++) {
      values[i] = wide ? raw.getLong() : raw.getInt();
    }
    return values;
  }

  private static ByteBuffer raw(TensorProto tensor, Path folder) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    try {
      return ExternalData.of(tensor).read(folder).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new InvalidInputException(
          "model.external",
          "constant " + tensor.getName() + ": its data cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static OptionalInt elementBytes(int type) {
    if (type == ElementTypes.DOUBLE) {
      return OptionalInt.of(8);
    }
    if (type == ElementTypes.FLOAT) {
      return OptionalInt.of(4);
    }
    if (type == ElementTypes.FLOAT16 || type == ElementTypes.BFLOAT16) {
      return OptionalInt.of(2);
    }
    return type == ElementTypes.INT8 ? OptionalInt.of(1) : OptionalInt.empty();
  }

  private static float small(int type, int bits) {
    if (type == ElementTypes.FLOAT16) {
      return Float.float16ToFloat((short) bits);
    }
    return type == ElementTypes.BFLOAT16 ? Float.intBitsToFloat(bits << 16) : bits;
  }

  private static float[] toArray(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private static InvalidInputException damaged(TensorProto tensor) {
    return new InvalidInputException(
        "model.unreadable",
        "constant "
            + tensor.getName()
            + ": fewer data than its shape "
            + shape(tensor)
            + " of "
            + ElementTypes.name(tensor.getDataType())
            + " needs; export the model again");
  }
}
