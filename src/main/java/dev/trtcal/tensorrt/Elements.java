package dev.trtcal.tensorrt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Elements of a tensor as numbers. */
final class Elements {
  private Elements() {}

  /** Whether {@link #floats} reads elements of this type. */
  static boolean areNumbers(DataType type) {
    return switch (type) {
      case FLOAT, HALF, BF16, INT8 -> true;
      default -> false;
    };
  }

  /**
   * Reads elements.
   *
   * @param data native memory, from its start
   * @return of FLOAT a view, of the others a copy
   */
  static FloatBuffer floats(DataType type, MemorySegment data, int count) {
    if (type == DataType.FLOAT) {
      return data.asSlice(0, (long) count * Float.BYTES)
          .asByteBuffer()
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case HALF -> Float.float16ToFloat(data.getAtIndex(ValueLayout.JAVA_SHORT, i));
            case BF16 -> Float.intBitsToFloat(data.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
            case INT8 -> data.get(ValueLayout.JAVA_BYTE, i);
            default -> throw new IllegalArgumentException(type + " is no number here");
          };
    }
    return FloatBuffer.wrap(values);
  }
}
