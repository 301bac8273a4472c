package dev.trtcal.ffi.ort;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.bindings.ort.OrtApi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The library's table of functions, and the one place where their status is looked at. A status is
 * null for success; otherwise the caller owns it and it holds the message.
 */
record OrtApiTable(MemorySegment api) {

  /** A call that hands its result out through a pointer. */
  interface Creation {
    MemorySegment call(MemorySegment out);
  }

  /**
   * Looks at a status and releases it.
   *
   * @param call the C function, for the message
   * @throws CalibrationFailedException with ONNX Runtime's own words when the call failed
   */
  void check(MemorySegment status, String call) {
    if (status.address() == 0) {
      return;
    }
    String message;
    try {
      message = string(OrtApi.GetErrorMessage.invoke(OrtApi.GetErrorMessage(api), status));
    } finally {
      OrtApi.ReleaseStatus.invoke(OrtApi.ReleaseStatus(api), status);
    }
    throw new CalibrationFailedException(
        "onnxruntime.failed", "ONNX Runtime, " + call + ": " + oneLine(message));
  }

  /** Makes a call that returns an object, and hands out its pointer. */
  MemorySegment create(String call, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check(creation.call(out), call);
      return out.get(ValueLayout.ADDRESS, 0);
    }
  }

  /** Makes a call that returns a size_t or an int64_t. */
  long number(String call, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
      check(creation.call(out), call);
      return out.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Makes a call that returns an int or an enum. */
  int smallNumber(String call, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      check(creation.call(out), call);
      return out.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** A C string that the library owns. */
  static String string(MemorySegment pointer) {
    return pointer.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
