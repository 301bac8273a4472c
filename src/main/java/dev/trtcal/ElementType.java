package dev.trtcal;

/** The element types of data, and of the networks' inputs that they cross into. */
public enum ElementType {
  FLOAT32(4),
  FLOAT16(2),
  /** In files only: TensorRT has no inputs of it. */
  FLOAT64(8),
  UINT8(1),
  INT8(1),
  INT32(4),
  INT64(8),
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes one element takes. */
  public int bytes() {
    return bytes;
  }
}
