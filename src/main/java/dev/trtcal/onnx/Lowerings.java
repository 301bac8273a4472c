package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.trtcal.onnx.NodeImport.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    TABLE.putAll(SliceLowerings.table());
    TABLE.putAll(IndexLowerings.table());
  }

  /** Operators whose lowering counts the axes of what they read. */
  private static final Set<String> NEED_AXES =
      Set.of(
          "ArgMax",
          "ArgMin",
          "AveragePool",
          "BatchNormalization",
          "Concat",
          "Conv",
          "ConvTranspose",
          "DepthToSpace",
          "Flatten",
          "Gather",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "GroupNormalization",
          "InstanceNormalization",
          "LRN",
          "LayerNormalization",
          "LogSoftmax",
          "MatMul",
          "MaxPool",
          "Pad",
          "Resize",
          "Slice",
          "Softmax",
          "SpaceToDepth",
          "Split",
          "Squeeze",
          "TopK",
          "Transpose",
          "Upsample");

  private Lowerings() {}

  /** Takes a node apart, as far as it is known how. */
  static List<Operand> lower(NodeProto node, NodeImport context) {
    Lowering lowering =
        OperatorCatalog.isDefaultDomain(node.getDomain()) ? TABLE.get(node.getOpType()) : null;
    if (lowering == null) {
      return unknown(context);
    }
    if (NEED_AXES.contains(node.getOpType()) && context.input(0).type().shape().rank() == 0) {
      context.note(
          "the number of axes of its input "
              + node.getInput(0)
              + " is not known without data: its inner tensors are not listed");
      return opaque(context, LayerKind.UNKNOWN);
    }
    return lowering.lower(context);
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
