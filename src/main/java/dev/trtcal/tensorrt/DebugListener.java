package dev.trtcal.tensorrt;

/**
 * Is shown tensors inside an engine while it runs: those that {@link Network#markDebug} marked
 * before it was built.
 *
 * <p>Called during {@link ExecutionContext#enqueue}. Whatever it throws comes out of that call; it
 * is not called again in that run.
 */
@FunctionalInterface
public interface DebugListener {
  /**
   * Takes a tensor that has just been computed.
   *
   * @param tensor to be read during the call only
   */
  void processDebugTensor(DebugTensor tensor) throws Exception;
}
