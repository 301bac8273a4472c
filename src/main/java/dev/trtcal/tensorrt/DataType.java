package dev.trtcal.tensorrt;

import dev.trtcal.ElementType;
import java.util.Optional;

/** TensorRT's element types, in its order. */
public enum DataType {
  FLOAT(32, ElementType.FLOAT32),
  HALF(16, ElementType.FLOAT16),
  INT8(8, ElementType.INT8),
  INT32(32, ElementType.INT32),
  BOOL(8, ElementType.BOOL),
  UINT8(8, ElementType.UINT8),
  FP8(8, null),
  BF16(16, null),
  INT64(64, ElementType.INT64),
  INT4(4, null),
  FP4(4, null),
  E8M0(8, null);

  private final int bits;
  private final ElementType element;

  DataType(int bits, ElementType element) {
    this.bits = bits;
    this.element = element;
  }

  /** TensorRT's number of it. */
  @SuppressWarnings("EnumOrdinal") // the constants stand in TensorRT's order, as of() reads them
  int number() {
    return ordinal();
  }

  /** Bits one element takes. */
  public int bits() {
    return bits;
  }

  /** The type under which data sources know it, where they do. */
  public Optional<ElementType> element() {
    return Optional.ofNullable(element);
  }

  /**
   * TensorRT's number as a type.
   *
   * @throws IllegalArgumentException when this version does not know it
   */
  static DataType of(int number) {
    if (number < 0 || number >= values().length) {
      throw new IllegalArgumentException("TensorRT's data type " + number + " is not known here");
    }
    return values()[number];
  }
}
