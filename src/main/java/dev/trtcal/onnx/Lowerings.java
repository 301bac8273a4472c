package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.trtcal.onnx.NodeImport.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The table from ONNX operator to how TensorRT's importer takes it apart. */
final class Lowerings {
  private static final Map<String, Lowering> TABLE = new HashMap<>();

  static {
    TABLE.putAll(ElementwiseLowerings.table());
    TABLE.putAll(SpatialLowerings.table());
    TABLE.putAll(MatrixLowerings.table());
    TABLE.putAll(ReduceLowerings.table());
    TABLE.putAll(ShapeLowerings.table());
    TABLE.putAll(IndexLowerings.table());
  }

  private Lowerings() {}

  static Lowering of(NodeProto node) {
    return OperatorCatalog.isDefaultDomain(node.getDomain())
        ? TABLE.getOrDefault(node.getOpType(), Lowerings::unknown)
        : Lowerings::unknown;
  }

  /** What nobody told us of: the ONNX outputs are seen, whatever lies between is not. */
  private static List<Operand> unknown(NodeImport node) {
    node.note("its inner tensors are not known; its outputs are observed");
    return opaque(node, LayerKind.UNKNOWN);
  }

  /** One layer of which only inputs and outputs are known. */
  static List<Operand> opaque(NodeImport node, LayerKind kind) {
    List<NetworkTensor> inputs =
        IntStream.range(0, node.inputCount()).filter(node::has).mapToObj(node::tensor).toList();
    Layer layer = node.network().register(node.network().add(kind, inputs), node.name());
    return IntStream.range(0, node.outputCount())
        .mapToObj(i -> Operand.of(layer.output(node.outputType(i))))
        .toList();
  }
}
