package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Convolutions, pools, normalizations and resizing. */
final class SpatialLowerings {
  private SpatialLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    table.put("Conv", Lowering.single(node -> widened(node, LayerKind.CONVOLUTION)));
    table.put("ConvTranspose", Lowering.single(SpatialLowerings::deconvolution));
    table.put("MaxPool", Lowering.single(node -> widened(node, LayerKind.POOLING)));
    table.put("AveragePool", Lowering.single(node -> widened(node, LayerKind.POOLING)));
    table.put("GlobalAveragePool", Lowering.single(SpatialLowerings::globalPool));
    table.put("GlobalMaxPool", Lowering.single(SpatialLowerings::globalPool));
    table.put("LRN", Lowering.single(node -> node.addLike(LayerKind.LRN, node.tensor(0))));
    table.put("BatchNormalization", Lowering.single(SpatialLowerings::batchNormalization));
    table.put("InstanceNormalization", Lowering.single(SpatialLowerings::channelNormalization));
    table.put("GroupNormalization", Lowering.single(SpatialLowerings::channelNormalization));
    table.put("LayerNormalization", Lowering.single(SpatialLowerings::layerNormalization));
    table.put("Resize", Lowering.single(SpatialLowerings::resize));
    table.put("Upsample", Lowering.single(SpatialLowerings::resize));
    return table;
  }

  /** TensorRT knows no 1-D convolution or pool: it gives such a tensor a fourth axis meanwhile. */
  private static NetworkTensor widened(NodeImport node, LayerKind kind) {
    NetworkTensor x = node.tensor(0);
    ValueType type = node.outputType(0);
    boolean flat = x.rank() == 3;
    NetworkTensor wide = flat ? node.unsqueezeTensor(x, 3) : x;
    for (int i = 1; kind != LayerKind.POOLING && i < node.inputCount(); i++) {
      if (node.isTensor(i)) {
        NetworkTensor dynamic = node.tensor(i);
        if (flat && i == 1) {
          node.unsqueezeTensor(dynamic, 3);
        }
      }
    }
    if (!flat) {
      return node.add(kind, type, wide);
    }
    NetworkTensor inner =
        node.add(kind, new ValueType(type.elementType(), appended(type.shape())), wide)
            .value(Value.computed(node.proto().getOutput(0)));
    return node.squeezeTensor(inner, 3);
  }

  private static NetworkTensor deconvolution(NodeImport node) {
    boolean padded =
        node.longsAttribute("output_padding")
            .filter(padding -> LongStream.of(padding).anyMatch(p -> p != 0))
            .isPresent();
    if (padded) {
      node.note("its output padding adds tensors that are not known; its outputs are observed");
    }
    return widened(node, LayerKind.DECONVOLUTION);
  }

  private static Shape appended(Shape shape) {
    return Shape.of(
        LongStream.concat(shape.dims().stream().mapToLong(Long::longValue), LongStream.of(1))
            .toArray());
  }

  private static NetworkTensor globalPool(NodeImport node) {
    return node.add(LayerKind.REDUCE, node.outputType(0), node.tensor(0));
  }

  /** A scale layer, which wants four or five axes. */
  private static NetworkTensor batchNormalization(NodeImport node) {
    if (IntStream.range(1, 5).anyMatch(node::isTensor)) {
      node.note("its statistics are no constants: inner tensors are not known");
      return node.addLike(LayerKind.UNKNOWN, node.tensor(0));
    }
    NetworkTensor x = node.tensor(0);
    if (x.rank() == 4 || x.rank() == 5) {
      return node.addLike(LayerKind.SCALE, x);
    }
    if (x.rank() > 5) {
      node.note("more than five axes: inner tensors are not known");
      return node.addLike(LayerKind.SCALE, x);
    }
    ShapeVector shape = ShapeVector.shapeOf(x);
    NetworkTensor wide = node.unsqueezeTensor(x, LongStream.range(x.rank(), 4).toArray());
    NetworkTensor scaled =
        node.addLike(LayerKind.SCALE, wide).value(Value.computed(node.proto().getOutput(0)));
    return node.network().shuffle(scaled, shape).output();
  }

  /** Scale and bias, one a channel, are given the input's axes. */
  private static NetworkTensor channelNormalization(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor scale = node.tensor(1);
    NetworkTensor bias = node.tensor(2);
    long[] axes = LongStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    NetworkTensor wideScale = node.unsqueezeTensor(scale, axes);
    NetworkTensor wideBias = node.unsqueezeTensor(bias, axes);
    return node.add(LayerKind.NORMALIZATION, x.type(), x, wideScale, wideBias);
  }

  /** The importer makes a scale and a bias of its own first, and then mostly drops them. */
  private static NetworkTensor layerNormalization(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    ValueType single = new ValueType(x.elementType(), Shape.of());
    NetworkTensor madeScale = node.madeConstant(single);
    NetworkTensor madeBias = node.madeConstant(single);
    NetworkTensor scale = node.has(1) ? node.tensor(1) : madeScale;
    NetworkTensor bias = node.has(2) ? node.tensor(2) : madeBias;
    NetworkTensor wideScale = node.broadcast(scale, x.rank());
    NetworkTensor wideBias = node.broadcast(bias, x.rank());
    return node.add(LayerKind.NORMALIZATION, x.type(), x, wideScale, wideBias);
  }

  private static NetworkTensor resize(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    Layer layer =
        node.network().register(node.network().add(LayerKind.RESIZE, List.of(x)), node.name());
    int last = node.inputCount() - 1;
    if (last > 0 && node.isTensor(last)) {
      node.note("it takes computed sizes: numbers in the names of later inner tensors may differ");
    }
    return layer.output(node.outputType(0));
  }
}
