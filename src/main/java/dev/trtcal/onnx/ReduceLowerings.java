package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.trtcal.onnx.NodeImport.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reductions along axes; some of them consist of several layers. */
final class ReduceLowerings {
  private ReduceLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    for (String operator :
        List.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd")) {
      table.put(operator, node -> reduce(node, node.tensor(0)));
    }
    table.put("ReduceL1", node -> orIdentity(node, ReduceLowerings::l1));
    table.put("ReduceL2", node -> orIdentity(node, ReduceLowerings::l2));
    table.put("ReduceLogSum", node -> orIdentity(node, ReduceLowerings::logSum));
    table.put("ReduceLogSumExp", node -> orIdentity(node, ReduceLowerings::logSumExp));
    table.put("ReduceSumSquare", node -> orIdentity(node, ReduceLowerings::sumSquare));
    return table;
  }

  private static Optional<long[]> axes(NodeImport node) {
    return node.axes(1).filter(axes -> axes.length > 0);
  }

  private static List<Operand> orIdentity(NodeImport node, Lowering.Single lowering) {
    boolean nothing =
        node.longAttribute("noop_with_empty_axes", 0) == 1
            && !node.hasAttribute("axes")
            && node.inputCount() == 1;
    return List.of(nothing ? node.identity(node.input(0)) : Operand.of(lowering.lower(node)));
  }

  private static List<Operand> reduce(NodeImport node, NetworkTensor from) {
    if (axes(node).isEmpty() && node.longAttribute("noop_with_empty_axes", 0) == 1) {
      return List.of(node.identity(Operand.of(from)));
    }
    ValueType type = new ValueType(from.elementType(), node.outputType(0).shape());
    return List.of(Operand.of(node.add(LayerKind.REDUCE, type, from)));
  }

  private static NetworkTensor reduced(NodeImport node, NetworkTensor from) {
    return reduce(node, from).get(0).tensor().orElseThrow();
  }

  private static NetworkTensor unary(NodeImport node, String operator, NetworkTensor from) {
    NetworkTensor result = node.addLike(LayerKind.UNARY, from);
    return result.value(node.inner(operator).reads(from).value());
  }

  private static NetworkTensor squares(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor squares = node.elementwiseUnnamed(x, x);
    return squares.value(node.inner("Mul").reads(x).reads(x).value());
  }

  private static NetworkTensor l1(NodeImport node) {
    return reduced(node, unary(node, "Abs", node.tensor(0)));
  }

  private static NetworkTensor sumSquare(NodeImport node) {
    return reduced(node, squares(node));
  }

  private static NetworkTensor l2(NodeImport node) {
    NetworkTensor sum = summed(node, squares(node));
    return node.addLike(LayerKind.UNARY, sum);
  }

  private static NetworkTensor logSum(NodeImport node) {
    return node.addLike(LayerKind.UNARY, summed(node, node.tensor(0)));
  }

  private static NetworkTensor logSumExp(NodeImport node) {
    return node.addLike(LayerKind.UNARY, summed(node, unary(node, "Exp", node.tensor(0))));
  }

  /** A sum that is an inner tensor, in the form that the model's opset has for it. */
  private static NetworkTensor summed(NodeImport node, NetworkTensor from) {
    NetworkTensor sum = reduced(node, from);
    InnerNode inner = node.inner("ReduceSum").reads(from);
    inner.with("keepdims", node.longAttribute("keepdims", 1));
    axes(node)
        .ifPresent(
            axes -> {
              if (node.opset() < 13) {
                inner.with("axes", axes);
              } else {
                inner.reads(vector(axes));
              }
            });
    return sum.value(inner.value());
  }

  /** The extreme along one axis, which stays with extent 1. */
  static Value along(NodeImport node, String operator, NetworkTensor from, int axis) {
    InnerNode inner = node.inner(operator).reads(from);
    long[] axes = {axis};
    return (node.opset() < 18 ? inner.with("axes", axes) : inner.reads(vector(axes))).value();
  }

  private static TensorProto vector(long[] values) {
    return TensorProto.newBuilder()
        .setDataType(ElementTypes.INT64)
        .addDims(values.length)
        .addAllInt64Data(LongStream.of(values).boxed().toList())
        .build();
  }
}
