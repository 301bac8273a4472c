package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimNetwork;
import dev.trtcal.ffi.shim.ShimParser;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A network definition, filled by a parser. */
public final class Network implements AutoCloseable {
  private final Handle handle;
  private final TensorRtLogger logger;

  Network(Handle handle, TensorRtLogger logger) {
    this.handle = handle;
    this.logger = logger;
  }

  /** A parser that reads one ONNX model into this network. */
  public OnnxParser createParser() {
    return new OnnxParser(
        handle.child(
            "the parser", arena -> ShimParser.create(handle.segment(), logger.segment(), arena)));
  }

  /** In TensorRT's order; calibrators are told the same. */
  public List<TensorInfo> inputs() {
    return TensorInfo.list(ShimNetwork.inputs(handle.segment()));
  }

  /** In TensorRT's order. */
  public List<TensorInfo> outputs() {
    return TensorInfo.list(ShimNetwork.outputs(handle.segment()));
  }

  /** Layers before fusion. */
  public int layerCount() {
    return ShimNetwork.layerCount(handle.segment());
  }

  MemorySegment segment() {
    return handle.segment();
  }

  @Override
  public void close() {
    handle.close();
  }
}
