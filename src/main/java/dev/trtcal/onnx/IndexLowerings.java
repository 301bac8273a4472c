package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.trtcal.Shape;
import dev.trtcal.onnx.NodeImport.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that pick values by index, and the arithmetic on shapes that feeds them. */
final class IndexLowerings {
  private IndexLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    table.put("Shape", Lowering.single(IndexLowerings::shape));
    table.put("Size", Lowering.single(IndexLowerings::size));
    table.put("ConstantOfShape", Lowering.single(IndexLowerings::constantOfShape));
    table.put("Gather", Lowering.single(IndexLowerings::gather));
    table.put("ArgMax", IndexLowerings::argExtreme);
    table.put("ArgMin", IndexLowerings::argExtreme);
    table.put("TopK", IndexLowerings::topK);
    for (String operator :
        List.of(
            "GatherElements",
            "GatherND",
            "Scatter",
            "ScatterElements",
            "ScatterND",
            "OneHot",
            "NonZero",
            "NonMaxSuppression",
            "LSTM",
            "GRU",
            "RNN",
            "Loop",
            "Scan",
            "If",
            "CumSum")) {
      table.put(operator, node -> foreign(node));
    }
    return table;
  }

  /** Loops and the like: their bodies are not listed, but take names that are not counted here. */
  private static List<Operand> foreign(NodeImport node) {
    node.note(
        "numbers in the names of later inner tensors may differ from TensorRT's; its outputs are"
            + " observed");
    return Lowerings.opaque(node, LayerKind.FOREIGN);
  }

  private static NetworkTensor shape(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    ValueType all = new ValueType(ElementTypes.INT64, Shape.of(x.rank()));
    NetworkTensor raw = node.add(LayerKind.SHAPE, all, x);
    NetworkTensor cast = node.addUnnamed(LayerKind.CAST, all, raw);
    int start = inRank(node.longAttribute("start", 0), x.rank());
    int end = inRank(node.longAttribute("end", x.rank()), x.rank());
    if (start == 0 && end == x.rank()) {
      return cast;
    }
    ValueType part = new ValueType(ElementTypes.INT64, Shape.of(Math.max(0, end - start)));
    return node.addUnnamed(LayerKind.SLICE, part, cast);
  }

  private static int inRank(long axis, int rank) {
    return (int) Math.min(Math.max(0, axis < 0 ? axis + rank : axis), rank);
  }

  private static NetworkTensor size(NodeImport node) {
    ShapeVector shape =
        node.isTensor(0)
            ? ShapeVector.shapeOf(node.tensor(0))
            : ShapeVector.of(
                node.input(0).type().shape().dims().stream().mapToLong(Long::longValue).toArray());
    return shape.product(node.network(), 0, shape.size(), 0).tensor(node.network());
  }

  private static NetworkTensor constantOfShape(NodeImport node) {
    Network network = node.network();
    NetworkTensor shape = node.tensor(0);
    network.names().tensor("tmp_weight");
    int type =
        Constants.ofNode(node.proto()).map(TensorProto::getDataType).orElse(ElementTypes.FLOAT);
    NetworkTensor value = node.madeConstant(new ValueType(type, Shape.of(1)));
    ShapeVector extents = ShapeVector.in(shape);
    ShapeVector zeros = extents.similar(network, 0);
    ShapeVector ones = extents.similar(network, 1);
    NetworkTensor wide =
        ones.equalTo(ShapeVector.shapeOf(value)) ? value : network.shuffle(value, ones).output();
    return network.slice(wide, zeros, extents, zeros).retyped(node.outputType(0));
  }

  private static NetworkTensor gather(NodeImport node) {
    NetworkTensor data = node.tensor(0);
    NetworkTensor indices = node.tensor(1);
    if (data.elementType() != ElementTypes.INT64 && indices.elementType() == ElementTypes.INT64) {
      indices = node.network().cast(indices, ElementTypes.INT32);
    }
    ValueType type = new ValueType(data.elementType(), node.outputType(0).shape());
    return node.add(LayerKind.GATHER, type, data, indices);
  }

  private static List<Operand> argExtreme(NodeImport node) {
    if (node.longAttribute("select_last_index", 0) != 0) {
      return foreign(node);
    }
    NetworkTensor x = node.tensor(0);
    int axis = NodeImport.axis(node.longAttribute("axis", 0), x.rank());
    Network network = node.network();
    Layer layer = network.register(network.add(LayerKind.TOP_K, List.of(x)), node.name());
    layer
        .output(x.type())
        .value(ReduceLowerings.along(node, node.operator().replace("Arg", "Reduce"), x, axis));
    NetworkTensor indices =
        network.cast(
            layer.output(new ValueType(ElementTypes.INT32, x.shape())), ElementTypes.INT64);
    if (node.longAttribute("keepdims", 1) == 0) {
      indices = node.squeezeTensor(indices, axis);
    }
    return List.of(Operand.of(network.cast(indices, ElementTypes.INT64)));
  }

  private static List<Operand> topK(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    if (x.rank() == 1) {
      return foreign(node);
    }
    Network network = node.network();
    Layer layer = network.add(LayerKind.TOP_K, List.of(x));
    if (node.opset() >= 10) {
      NetworkTensor k = node.tensor(1);
      if (k.rank() > 0) {
        Layer scalar = network.add(LayerKind.SHUFFLE, List.of(k));
        scalar.output(new ValueType(k.elementType(), Shape.of()));
      }
    }
    network.register(layer, node.name());
    NetworkTensor values = layer.output(node.outputType(0));
    NetworkTensor indices =
        layer.output(new ValueType(ElementTypes.INT32, node.outputType(0).shape()));
    return List.of(Operand.of(values), Operand.of(network.cast(indices, ElementTypes.INT64)));
  }
}
