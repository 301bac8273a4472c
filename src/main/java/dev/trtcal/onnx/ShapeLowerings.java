package dev.trtcal.onnx;

import dev.trtcal.Shape;
import dev.trtcal.onnx.NodeImport.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that move values about without changing them. */
final class ShapeLowerings {
  private ShapeLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    table.put("Reshape", Lowering.single(ShapeLowerings::reshape));
    table.put("Flatten", ShapeLowerings::flatten);
    table.put("Squeeze", Lowering.single(ShapeLowerings::squeeze));
    table.put("Unsqueeze", Lowering.single(ShapeLowerings::unsqueeze));
    table.put("Transpose", Lowering.single(ShapeLowerings::transpose));
    table.put("Concat", Lowering.single(ShapeLowerings::concat));
    table.put("Identity", Lowering.single(n -> n.addLike(LayerKind.IDENTITY, n.tensor(0))));
    table.put("Dropout", ShapeLowerings::dropout);
    table.put("Constant", ShapeLowerings::constant);
    table.put("DepthToSpace", Lowering.single(ShapeLowerings::rearranged));
    table.put("SpaceToDepth", Lowering.single(ShapeLowerings::rearranged));
    return table;
  }

  private static NetworkTensor named(NodeImport node, Layer layer) {
    return node.network().register(layer, node.name()).output();
  }

  private static NetworkTensor reshape(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    ShapeVector shape =
        node.longsAttribute("shape").map(ShapeVector::of).orElseGet(() -> node.extents(1));
    Layer layer = node.network().shuffle(x, shape);
    node.network().register(layer, node.name());
    return layer.retyped(node.outputType(0));
  }

  private static List<Operand> flatten(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    int axis = NodeImport.axis(node.longAttribute("axis", 1), x.rank());
    if (x.rank() == 2 && axis == 1) {
      return List.of(node.identity(Operand.of(x)));
    }
    Network network = node.network();
    ShapeVector shape = ShapeVector.shapeOf(x);
    ShapeVector rows = shape.product(network, 0, axis, 1);
    ShapeVector columns = shape.product(network, axis, x.rank(), 1);
    return List.of(Operand.of(named(node, network.shuffle(x, rows.concat(network, columns)))));
  }

  private static NetworkTensor squeeze(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    long[] axes =
        node.axes(1)
            .orElseGet(
                () ->
                    LongStream.range(0, x.rank())
                        .filter(i -> x.shape().dim((int) i) == 1)
                        .toArray());
    return node.squeeze(x, resolved(axes, x.rank()), node.name());
  }

  private static NetworkTensor unsqueeze(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    long[] axes = node.axes(1).orElse(new long[0]);
    return node.unsqueeze(x, resolved(axes, x.rank() + axes.length), node.name());
  }

  private static long[] resolved(long[] axes, int rank) {
    return LongStream.of(axes).map(axis -> NodeImport.axis(axis, rank)).toArray();
  }

  private static NetworkTensor transpose(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    long[] reversed = IntStream.range(0, x.rank()).mapToLong(i -> x.rank() - 1 - i).toArray();
    long[] order = node.longsAttribute("perm").orElse(reversed);
    Shape shape = Shape.of(LongStream.of(order).map(axis -> x.shape().dim((int) axis)).toArray());
    return node.add(LayerKind.SHUFFLE, new ValueType(x.elementType(), shape), x);
  }

  private static NetworkTensor concat(NodeImport node) {
    List<NetworkTensor> parts = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      parts.add(node.tensor(i));
    }
    ValueType type = new ValueType(parts.get(0).elementType(), node.outputType(0).shape());
    return node.add(LayerKind.CONCATENATION, type, parts.toArray(NetworkTensor[]::new));
  }

  /** In inference it changes nothing. */
  private static List<Operand> dropout(NodeImport node) {
    List<Operand> outputs = new ArrayList<>();
    outputs.add(node.identity(node.input(0)));
    if (node.outputCount() > 1) {
      NetworkTensor x = node.tensor(0);
      outputs.add(
          Operand.of(
              node.addUnnamed(
                  LayerKind.ELEMENTWISE, new ValueType(ElementTypes.BOOL, x.shape()), x, x)));
    }
    return outputs;
  }

  /** A constant makes no layer until something needs it as a tensor. */
  private static List<Operand> constant(NodeImport node) {
    boolean made =
        List.of("value_float", "value_floats", "value_int", "value_ints").stream()
            .anyMatch(node::hasAttribute);
    if (made && node.opset() >= 12) {
      node.network().names().tensor("tmp_weight");
    }
    return Constants.ofNode(node.proto())
        .map(tensor -> List.of(Operand.of(new Weights(node.proto().getOutput(0), tensor))))
        .orElseGet(
            () -> {
              node.note("a constant that is no dense tensor of numbers");
              return Lowerings.opaque(node, LayerKind.UNKNOWN);
            });
  }

  /** A shuffle to six axes and their permutation, then one to the result. */
  private static NetworkTensor rearranged(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Network network = node.network();
    long block = node.longAttribute("blocksize", 1);
    boolean toSpace = node.operator().equals("DepthToSpace");
    ShapeVector shape = ShapeVector.shapeOf(x);
    ShapeVector n = shape.gather(network, ShapeVector.of(0));
    ShapeVector c = shape.gather(network, ShapeVector.of(1));
    ShapeVector h = shape.gather(network, ShapeVector.of(2));
    ShapeVector w = shape.gather(network, ShapeVector.of(3));
    ShapeVector b = ShapeVector.of(block);
    ShapeVector area = ShapeVector.of(block * block);
    ShapeVector newC = toSpace ? c.floorDiv(network, area) : c.times(network, area);
    ShapeVector newH = toSpace ? h.times(network, b) : h.floorDiv(network, b);
    ShapeVector newW = toSpace ? w.times(network, b) : w.floorDiv(network, b);
    List<ShapeVector> six =
        !toSpace
            ? List.of(n, c, newH, b, newW, b)
            : node.stringAttribute("mode", "DCR").equals("DCR")
                ? List.of(n, b, b, newC, h, w)
                : List.of(n, newC, b, b, h, w);
    Layer first = network.shuffle(x, joined(network, six));
    NetworkTensor inner = network.register(first, node.name()).output();
    return network.shuffle(inner, joined(network, List.of(n, newC, newH, newW))).output();
  }

  private static ShapeVector joined(Network network, List<ShapeVector> parts) {
    ShapeVector joined = parts.get(parts.size() - 1);
    for (int i = parts.size() - 2; i >= 0; i--) {
      joined = parts.get(i).concat(network, joined);
    }
    return joined;
  }
}
