package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimLayer;
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
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the parser",
                    arena -> ShimParser.create(handle.segment(), logger.segment(), arena))));
  }

  /** In TensorRT's order; calibrators are told the same. */
  public List<TensorInfo> inputs() {
    return TensorInfo.list(ShimNetwork.inputs(handle.segment()));
  }

  /** In TensorRT's order. */
  public List<TensorInfo> outputs() {
    return TensorInfo.list(ShimNetwork.outputs(handle.segment()));
  }

  /** The layers before fusion, in TensorRT's order. */
  public List<NetworkLayer> layers() {
    return ShimLayer.list(handle.segment()).stream().map(NetworkLayer::of).toList();
  }

  /**
   * Has a layer compute in a type, and give its floating-point outputs in it. The builder minds it
   * with {@link BuilderFlag#OBEY_PRECISION_CONSTRAINTS} or {@link
   * BuilderFlag#PREFER_PRECISION_CONSTRAINTS}.
   *
   * @param layer of this network
   * @param type a floating-point type or INT8
   */
  public void setPrecision(NetworkLayer layer, DataType type) {
    ShimLayer.setPrecision(handle.segment(), layer.index(), type.number());
  }

  /** Layers before fusion. */
  public int layerCount() {
    return ShimNetwork.layerCount(handle.segment());
  }

  /**
   * Marks a tensor to be shown to a {@link DebugListener} whenever an engine built from here runs.
   * It becomes no output, but what TensorRT would fuse over it stays unfused.
   *
   * @param tensor one that a layer computes; inputs and outputs are seen without
   * @return false when no layer computes a tensor of that name
   * @throws dev.trtcal.CalibrationFailedException when there is one and TensorRT does not mark it
   */
  public boolean markDebug(String tensor) {
    return ShimNetwork.markDebug(handle.segment(), tensor);
  }

  MemorySegment segment() {
    return handle.segment();
  }

  @Override
  public void close() {
    handle.close();
  }
}
