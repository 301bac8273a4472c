package dev.trtcal.onnx;

import dev.trtcal.onnx.NodeImport.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that become slice layers: cutting out, filling up, repeating. */
final class SliceLowerings {
  private SliceLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    table.put("Slice", Lowering.single(SliceLowerings::slice));
    table.put("Split", SliceLowerings::split);
    table.put("Pad", SliceLowerings::pad);
    table.put("Expand", Lowering.single(SliceLowerings::expand));
    table.put("Tile", Lowering.single(SliceLowerings::tile));
    return table;
  }

  private static NetworkTensor slice(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Network network = node.network();
    ShapeVector shape = ShapeVector.shapeOf(x);
    ShapeVector starts;
    ShapeVector ends;
    long[] axes;
    ShapeVector steps;
    if (node.opset() >= 10) {
      if (isStatic(node, x)) {
        return node.add(LayerKind.SLICE, node.outputType(0), x);
      }
      starts = ShapeVector.in(network.cast(node.tensor(1), ElementTypes.INT64));
      ends = ShapeVector.in(network.cast(node.tensor(2), ElementTypes.INT64));
      axes = node.constantLongs(3).orElseGet(() -> LongStream.range(0, x.rank()).toArray());
      steps = node.has(4) ? node.extents(4) : starts.similar(network, 1);
    } else {
      starts = ShapeVector.of(node.longsAttribute("starts").orElseThrow());
      ends = ShapeVector.of(node.longsAttribute("ends").orElseThrow());
      int count = starts.size();
      axes = node.longsAttribute("axes").orElseGet(() -> LongStream.range(0, count).toArray());
      steps = starts.similar(network, 1);
    }
    long[] resolved = LongStream.of(axes).map(a -> NodeImport.axis(a, x.rank())).toArray();
    boolean inOrder = IntStream.range(0, resolved.length).allMatch(i -> resolved[i] == i);
    if (resolved.length < x.rank() || !inOrder) {
      ShapeVector picks = picks(resolved, x.rank());
      starts = shape.similar(network, 0).interlace(network, starts, picks);
      ends = shape.interlace(network, ends, picks);
      steps = shape.similar(network, 1).interlace(network, steps, picks);
    }
    ShapeVector zero = ShapeVector.of(0);
    ShapeVector backwards = steps.clamp(network, ShapeVector.of(-1), zero);
    starts = wrapped(network, shape, starts);
    ShapeVector limit = shape.plus(network, backwards);
    starts = starts.clamp(network, ShapeVector.of(0), limit);
    ends = wrapped(network, shape, ends).clamp(network, backwards, shape);
    ShapeVector sizes = sliceSizes(network, shape, starts, ends, steps);
    ShapeVector zeros = shape.similar(network, 0);
    sizes = zeros.max(network, sizes);
    Layer layer = network.slice(x, starts, sizes, steps);
    network.register(layer, node.name());
    return layer.retyped(node.outputType(0));
  }

  private static boolean isStatic(NodeImport node, NetworkTensor x) {
    return node.input(1).type().elementType() == ElementTypes.INT32
        && IntStream.range(1, node.inputCount()).allMatch(node::isWeights)
        && !x.shape().isDynamic();
  }

  /** Negative indices count from the end. */
  private static ShapeVector wrapped(Network network, ShapeVector shape, ShapeVector indices) {
    ShapeVector signs = indices.clamp(network, ShapeVector.of(-1), ShapeVector.of(0));
    return indices.minus(network, signs.times(network, shape));
  }

  private static ShapeVector sliceSizes(
      Network network, ShapeVector shape, ShapeVector starts, ShapeVector ends, ShapeVector steps) {
    boolean forwardByOne =
        steps.allKnown() && IntStream.range(0, steps.size()).allMatch(i -> steps.value(i) == 1);
    if (forwardByOne) {
      return ends.minus(network, starts);
    }
    ShapeVector count = starts.minus(network, ends).floorDiv(network, steps);
    return shape.similar(network, 0).minus(network, count);
  }

  /** For each axis its own index, or one behind the last axis for those that are named. */
  private static ShapeVector picks(long[] axes, int rank) {
    long[] picks = LongStream.range(0, rank).toArray();
    for (int i = 0; i < axes.length; i++) {
      picks[(int) axes[i]] = (long) rank + i;
    }
    return ShapeVector.of(picks);
  }

  /** One slice for each output. */
  private static List<Operand> split(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Network network = node.network();
    int parts = node.outputCount();
    ShapeVector shape = ShapeVector.shapeOf(x);
    int axis = NodeImport.axis(node.longAttribute("axis", 0), x.rank());
    ShapeVector picks = picks(new long[] {axis}, x.rank());
    boolean hasLengths = node.opset() >= 13 ? node.inputCount() == 2 : node.hasAttribute("split");
    ShapeVector lengths =
        !hasLengths
            ? null
            : node.opset() >= 13
                ? node.extents(1)
                : ShapeVector.of(node.longsAttribute("split").orElseThrow());
    ShapeVector part = null;
    ShapeVector sizes = null;
    ShapeVector lastSizes = null;
    if (lengths == null) {
      ShapeVector extent = shape.gather(network, ShapeVector.of(axis));
      part =
          extent.plus(network, ShapeVector.of(parts - 1)).floorDiv(network, ShapeVector.of(parts));
      ShapeVector last = extent.minus(network, part.times(network, ShapeVector.of(parts - 1)));
      sizes = shape.interlace(network, part, picks);
      lastSizes = shape.interlace(network, last, picks);
    }
    ShapeVector zeros = shape.similar(network, 0);
    ShapeVector ones = shape.similar(network, 1);
    ShapeVector starts = zeros.copy();
    ShapeVector start = ShapeVector.of(0);
    List<Operand> outputs = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      if (i > 0) {
        start = start.plus(network, part);
        starts = zeros.interlace(network, start, picks);
      }
      if (lengths != null) {
        part = lengths.gather(network, ShapeVector.of(i));
        sizes = shape.interlace(network, part, picks);
      } else if (i == parts - 1) {
        sizes = lastSizes;
      }
      Layer layer = network.slice(x, starts, sizes, ones);
      network.register(layer, node.name());
      outputs.add(Operand.of(layer.retyped(node.outputType(i))));
    }
    return outputs;
  }

  private static List<Operand> pad(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    boolean constantPads = node.opset() < 11 || node.isWeights(1);
    long[] pads =
        node.opset() < 11
            ? node.longsAttribute("pads").orElse(new long[0])
            : node.constantLongs(1).orElse(new long[0]);
    if (constantPads && LongStream.of(pads).allMatch(pad -> pad == 0)) {
      return List.of(node.identity(node.input(0)));
    }
    if (!constantPads) {
      node.note("its padding is computed: numbers in the names of later inner tensors may differ");
    }
    Network network = node.network();
    Layer layer = network.add(LayerKind.SLICE, List.of(x));
    float value = padValue(node);
    if (node.stringAttribute("mode", "constant").equals("constant") && value != 0) {
      layer.reads(node.madeConstant(value, x.elementType(), 0));
    }
    network.register(layer, node.name());
    return List.of(Operand.of(layer.output(node.outputType(0))));
  }

  private static float padValue(NodeImport node) {
    if (node.opset() < 11) {
      return node.floatAttribute("value", 0);
    }
    boolean floating = ElementTypes.isFloating(node.input(2).type().elementType());
    return node.isWeights(2) && floating ? node.constantFloat(2) : 0;
  }

  private static NetworkTensor expand(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Network network = node.network();
    ShapeVector from = ShapeVector.shapeOf(x);
    ShapeVector fromRank = from.shape();
    ShapeVector to = node.extents(1);
    ShapeVector toRank = to.shape();
    ShapeVector rank = toRank.max(network, fromRank);
    ShapeVector wide =
        ShapeVector.filled(network, 1, rank.minus(network, fromRank)).concat(network, from);
    NetworkTensor reshaped = wide.equalTo(from) ? x : network.shuffle(x, wide).output();
    ShapeVector target =
        ShapeVector.filled(network, 1, rank.minus(network, toRank)).concat(network, to);
    ShapeVector starts = wide.similar(network, 0);
    ShapeVector sizes = wide.broadcast(network, target);
    ShapeVector one = ShapeVector.of(1);
    ShapeVector strides = one.min(network, wide.minus(network, one));
    Layer layer = network.slice(reshaped, starts, sizes, strides);
    network.register(layer, node.name());
    return layer.retyped(node.outputType(0));
  }

  private static NetworkTensor tile(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Network network = node.network();
    ShapeVector shape = ShapeVector.shapeOf(x);
    ShapeVector sizes = shape.times(network, node.extents(1));
    ShapeVector strides = shape.similar(network, 1);
    ShapeVector starts = shape.similar(network, 0);
    Layer layer = network.slice(x, starts, sizes, strides);
    network.register(layer, node.name());
    return layer.retyped(node.outputType(0));
  }
}
