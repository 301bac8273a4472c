package dev.trtcal.tensorrt;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.ffi.shim.DebugTarget;
import dev.trtcal.ffi.shim.ShimDebugTensor;

/** A user's debug listener as the shim asks it, run after run. */
final class DebugSession implements DebugTarget {
  private final DebugListener listener;
  private volatile Throwable failure;

  DebugSession(DebugListener listener) {
    this.listener = listener;
  }

  /** Starts a run. */
  void start() {
    failure = null;
  }

  /** What the listener threw first in this run, or null. */
  Throwable failure() {
    return failure;
  }

  @Override
  public void show(ShimDebugTensor tensor) {
    try {
      listener.processDebugTensor(new DebugTensor(tensor));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CalibrationFailedException(
          "debug.failed", "the debug listener failed at " + tensor.name() + ": " + e, e);
    }
  }

  @Override
  public void failed(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }
}
