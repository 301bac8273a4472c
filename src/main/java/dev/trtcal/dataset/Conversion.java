package dev.trtcal.dataset;

import dev.trtcal.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * From the elements of a file to those that a network declares: integers and booleans to any type
 * that holds their value, floating point to floating point, rounded to nearest. Floating point
 * never becomes an integer.
 *
 * @param stored in the file, little-endian
 * @param wanted in the network, in the machine's byte order
 */
record Conversion(ElementType stored, ElementType wanted) {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Whether values of one type may be handed out as another. */
  static boolean exists(ElementType stored, ElementType wanted) {
    return stored != wanted
        && wanted != ElementType.FLOAT64
        && (!isFloating(stored) || isFloating(wanted));
  }

  private static boolean isFloating(ElementType type) {
    return type == ElementType.FLOAT16
        || type == ElementType.FLOAT32
        || type == ElementType.FLOAT64;
  }

  /** What becomes of a value, in words. */
  String effect() {
    if (isFloating(stored)) {
      return stored == ElementType.FLOAT16
          ? "each value is converted, exactly"
          : "each value is converted, rounded to nearest";
    }
    return "each value is converted, exactly; one that does not fit is an error";
  }

  /** A type as people write it. */
  static String word(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Converts a run of elements.
   *
   * @param stage holds {@code elements} of the stored type
   * @param target takes as many of the wanted type, from {@code at} on
   * @param at index of an element in the target
   * @return the index in the stage of the first element whose value does not fit
   */
  OptionalLong convert(MemorySegment stage, int elements, MemorySegment target, long at) {
    return isFloating(stored)
        ? convertFloating(stage, elements, target, at)
        : convertWhole(stage, elements, target, at);
  }

  private OptionalLong convertFloating(
      MemorySegment stage, int elements, MemorySegment target, long at) {
    for (int i = 0; i < elements; i++) {
      double value =
          switch (stored) {
            case FLOAT16 -> Float.float16ToFloat(stage.get(SHORT, 2L * i));
            case FLOAT32 -> Float.intBitsToFloat(stage.get(INT, 4L * i));
            default -> Double.longBitsToDouble(stage.get(LONG, 8L * i));
          };
      float rounded = (float) value;
      if (wanted == ElementType.FLOAT16) {
        short half = Float.floatToFloat16(rounded);
        rounded = Float.float16ToFloat(half);
        target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * (at + i), half);
      } else {
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * (at + i), rounded);
      }
      if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong convertWhole(
      MemorySegment stage, int elements, MemorySegment target, long at) {
    for (int i = 0; i < elements; i++) {
      long value =
          switch (stored) {
            case UINT8, BOOL -> Byte.toUnsignedInt(stage.get(ValueLayout.JAVA_BYTE, i));
            case INT8 -> stage.get(ValueLayout.JAVA_BYTE, i);
            case INT32 -> stage.get(INT, 4L * i);
            default -> stage.get(LONG, 8L * i);
          };
      if (!write(value, target, at + i)) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  /** Writes one value where it fits. */
  private boolean write(long value, MemorySegment target, long at) {
    return switch (wanted) {
      case FLOAT32 -> {
        float number = (float) value;
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * at, number);
        yield Math.abs(value) <= 1L << 53 && (double) number == value;
      }
      case FLOAT16 -> {
        short half = Float.floatToFloat16((float) value);
        target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * at, half);
        yield Math.abs(value) <= 65504 && Float.float16ToFloat(half) == value;
      }
      case INT32 -> {
        target.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * at, (int) value);
        yield value == (int) value;
      }
      case INT64 -> {
        target.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 * at, value);
        yield true;
      }
      case BOOL -> {
        target.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        yield value == 0 || value == 1;
      }
      case UINT8 -> {
        target.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        yield value >= 0 && value <= 255;
      }
      case INT8 -> {
        target.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        yield value == (byte) value;
      }
      case FLOAT64 -> throw new IllegalArgumentException("no conversion to " + wanted);
    };
  }
}
