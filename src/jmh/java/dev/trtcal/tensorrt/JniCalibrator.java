package dev.trtcal.tensorrt;

import java.lang.foreign.ValueLayout;

/** What a binding written by hand with JNI calls: {@code src/bench-native/callbacks.cpp}. */
final class JniCalibrator {
  private final long answer;

  JniCalibrator(long answer) {
    this.answer = answer;
  }

  /** The native object that calls {@link #getBatch(long, long, int)}. */
  static native long addresses(JniCalibrator target);

  /** The native object that calls {@link #getBatch(String[], long[])}. */
  static native long strings(JniCalibrator target);

  /** Called through JNI. */
  boolean getBatch(long bindings, long names, int count) {
    BareUpcall.MEMORY.set(ValueLayout.JAVA_LONG, bindings, answer);
    return true;
  }

  /** Called through JNI. */
  boolean getBatch(String[] names, long[] addresses) {
    addresses[0] = answer;
    return true;
  }
}
