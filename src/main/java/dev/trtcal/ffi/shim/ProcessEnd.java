package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;

/**
 * The end of this process while a thread of it is inside TensorRT: what {@code exit} runs would
 * destroy TensorRT's objects under that thread. The shim is told as the JVM ends, last of all, so
 * that its handler runs before theirs.
 */
final class ProcessEnd {
  private ProcessEnd() {}

  /** Once, when the shim is loaded. */
  static void guard() {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::tell, "trtcal-exit"));
  }

  private static void tell() {
    NativeCall.check("trtcal_process_ends", (scratch, error) -> shim_h.trtcal_process_ends(error));
  }
}
