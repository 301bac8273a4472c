package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the upcalls of a calibrator share: finding the target, and letting nothing escape. */
final class CalibratorUpcall {
  static final Contexts<RegisteredCalibrator> CONTEXTS = new Contexts<>();

  /** Any negative answer tells the shim to stop the build. */
  static final int STOP = -1;

  static final int DONE = 0;

  private CalibratorUpcall() {}

  @FunctionalInterface
  interface Body {
    int run(RegisteredCalibrator calibrator) throws Exception;
  }

  /**
   * Runs the body for the calibrator of this number; a number that is not registered means stop.
   */
  static int answer(long context, Body body) {
    RegisteredCalibrator calibrator = null;
    try {
      calibrator = CONTEXTS.find(context);
      return calibrator == null ? STOP : body.run(calibrator);
    } catch (Throwable t) {
      return stop(calibrator, t);
    }
  }

  /**
   * What an upcall answers in place of throwing. Nothing may leave it, not even an Error: the JVM
   * would end. The build call that it lies under throws that instead, once TensorRT has returned.
   *
   * @param calibrator null where it was not found yet
   */
  static int stop(RegisteredCalibrator calibrator, Throwable failure) {
    if (calibrator != null) {
      calibrator.target().failed(failure);
    }
    return STOP;
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
