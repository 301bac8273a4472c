package dev.trtcal.ffi.shim;

/** Takes TensorRT's log; called from any thread. */
public interface LogTarget {
  /** Whether messages of this severity are worth the copy: 0 internal error to 4 verbose. */
  boolean wants(int severity);

  void log(int severity, String message);
}
