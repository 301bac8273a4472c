package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the upcalls of a calibrator share: finding the target, and letting nothing escape. */
final class CalibratorUpcall {
  static final Contexts<CalibratorTarget> CONTEXTS = new Contexts<>();

  /** Any negative answer tells the shim to stop the build. */
  static final int STOP = -1;

  static final int DONE = 0;

  private CalibratorUpcall() {}

  @FunctionalInterface
  interface Body {
    int run(CalibratorTarget target) throws Exception;
  }

  /** Runs the body for the target of this number; a number that is not registered means stop. */
  static int answer(long context, Body body) {
    CalibratorTarget target = null;
    try {
      target = CONTEXTS.find(context);
      return target == null ? STOP : body.run(target);
    } catch (Throwable t) {
      // Nothing may leave an upcall, not even an Error: the JVM would end. The build call that this
      // upcall lies under throws it instead, once TensorRT has returned.
      if (target != null) {
        target.failed(t);
      }
      return STOP;
    }
  }

  /** Hands a segment to C as a pointer and a length. */
  static int put(MemorySegment bytes, MemorySegment data, MemorySegment length) {
    boolean none = bytes.equals(MemorySegment.NULL) || bytes.byteSize() == 0;
    data.reinterpret(ValueLayout.ADDRESS.byteSize())
        .set(ValueLayout.ADDRESS, 0, none ? MemorySegment.NULL : bytes);
    length
        .reinterpret(ValueLayout.JAVA_LONG.byteSize())
        .set(ValueLayout.JAVA_LONG, 0, none ? 0 : bytes.byteSize());
    return DONE;
  }
}
