package dev.trtcal.ffi.shim;

/**
 * What a run shows of the tensors that were marked for debugging. Whatever {@link #show} throws is
 * caught, handed to {@link #failed} and answered with "stop": after that it is not called again in
 * the run.
 */
public interface DebugTarget {
  /**
   * Takes a tensor that has just been computed.
   *
   * @param tensor its memory is valid during the call only
   */
  void show(ShimDebugTensor tensor) throws Exception;

  /** Takes what {@link #show} threw; may neither throw nor allocate much. */
  void failed(Throwable failure);
}
