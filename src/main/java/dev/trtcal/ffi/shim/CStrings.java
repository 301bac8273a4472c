package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;

/** Reads the C strings that the shim hands out. */
final class CStrings {
  private CStrings() {}

  /**
   * Copies a NUL-terminated UTF-8 string.
   *
   * @param text its address, or a segment that holds it
   * @return the text, or null for a null pointer
   */
  static String readOrNull(MemorySegment text) {
    if (text.equals(MemorySegment.NULL)) {
      return null;
    }
    // C gives no length: the terminator is the only end there is.
    return text.byteSize() == 0 ? text.reinterpret(Long.MAX_VALUE).getString(0) : text.getString(0);
  }

  /** As {@link #readOrNull}, with the empty string for a null pointer. */
  static String read(MemorySegment text) {
    String read = readOrNull(text);
    return read == null ? "" : read;
  }
}
