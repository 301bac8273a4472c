package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimRuntime;
import java.util.List;

/** An engine, ready to run. */
public final class Engine implements AutoCloseable {
  private final Handle handle;
  private final TensorRtLogger logger;
  private final List<TensorInfo> tensors;

  Engine(Handle handle, TensorRtLogger logger) {
    this.handle = handle;
    this.logger = logger;
    try {
      tensors = TensorInfo.list(ShimRuntime.tensors(handle.segment()));
    } catch (RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  /** Inputs and outputs, in the engine's order. */
  public List<TensorInfo> tensors() {
    return tensors;
  }

  /**
   * What became of the network, in the order in which the engine runs it; with formats and
   * precisions only where it was built with {@link ProfilingVerbosity#DETAILED}.
   */
  public List<EngineLayer> layers() {
    return EngineLayer.parse(
        BuildFailure.explaining(() -> ShimRuntime.information(handle.segment())));
  }

  /** A context, in which the engine runs one inference at a time. */
  public ExecutionContext createContext() {
    return new ExecutionContext(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the execution context",
                    arena -> ShimRuntime.createContext(handle.segment(), arena))),
        tensors,
        logger);
  }

  @Override
  public void close() {
    handle.close();
  }
}
