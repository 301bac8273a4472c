package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where TensorRT runs INT8 when a calibration cache tells it scales: which tensors it keeps between
 * fused layers, and which of them it hands on as INT8. The rules: docs/simulation.md.
 */
final class Int8Rules {
  /** Of a convolution's shape; on one axis TensorRT hands it to its other compiler. */
  private static final int CONVOLUTION_RANK = 4;

  private final NetworkGraph graph;
  private final List<NetworkTensor> tensors;
  private final List<String> assumptions;

  Int8Rules(Network network) {
    graph = new NetworkGraph(network);
    FusedTensors fused = FusedTensors.of(network, true);
    Set<String> values = new HashSet<>();
    List<NetworkTensor> kept = new ArrayList<>();
    for (NetworkTensor tensor : fused.tensors()) {
      boolean activation =
          tensor.elementType() == ElementTypes.FLOAT
              && tensor.value().filter(value -> value.constant().isEmpty()).isPresent()
              && !NetworkGraph.isComputedConstant(tensor);
      // tensors that differ in shape alone share their values
      if (activation && values.add(tensor.value().orElseThrow().name())) {
        kept.add(tensor);
      }
    }
    tensors = List.copyOf(kept);
    assumptions = new ArrayList<>(fused.assumptions());
    graph.layers().stream()
        .filter(layer -> Fusion.isProduct(layer) && !Fusion.isLinear(layer))
        .findFirst()
        .ifPresent(
            layer ->
                assumptions.add(
                    "matrix products on more than two axes, such as "
                        + layer.name()
                        + ", are taken to stay in floating point"));
  }

  /** The activations between fused layers, inputs and outputs included, in the network's order. */
  List<NetworkTensor> tensors() {
    return tensors;
  }

  List<String> assumptions() {
    return List.copyOf(assumptions);
  }

  boolean isOutput(NetworkTensor tensor) {
    return graph.isOutput(tensor);
  }

  /** Whether a layer reads the tensor that can run in INT8. */
  boolean isInt8(NetworkTensor tensor) {
    return graph.consumers(tensor).stream().anyMatch(Int8Rules::canRunInt8);
  }

  /** What TensorRT has INT8 kernels for, outside of the regions that its other compiler takes. */
  private static boolean canRunInt8(Layer layer) {
    return switch (layer.kind()) {
      case CONVOLUTION, DECONVOLUTION ->
          ConvolutionFusion.isConvolution(layer) && layer.output().rank() >= CONVOLUTION_RANK;
      case MATRIX_MULTIPLY -> Fusion.isLinear(layer);
      case ELEMENTWISE -> ElementTypes.isFloating(layer.output().elementType());
      case ACTIVATION, POOLING, SCALE, UNARY, PARAMETRIC_RELU -> true;
      case CONCATENATION, RESIZE, SHUFFLE, SLICE -> true;
      case REDUCE -> isGlobalPool(layer);
      default -> false;
    };
  }

  /** The mean or maximum of each channel, which TensorRT runs as a pool. */
  private static boolean isGlobalPool(Layer layer) {
    NetworkTensor pooled = layer.output();
    boolean pools =
        switch (Fusion.operator(layer)) {
          case "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceMax" -> true;
          default -> false;
        };
    return pools
        && pooled.rank() == CONVOLUTION_RANK
        && pooled.shape().dim(2) == 1
        && pooled.shape().dim(3) == 1;
  }

  /** Whether a node is a product with constant weights that TensorRT computes in INT8. */
  static boolean isProduct(NodeProto node, QdqValues values, Map<String, ValueType> types) {
    if (!OperatorCatalog.isDefaultDomain(node.getDomain()) || node.getInputCount() < 2) {
      return false;
    }
    Optional<Weights> weights = values.constant(node.getInput(1));
    if (weights.isEmpty() || weights.get().tensor().getDataType() != ElementTypes.FLOAT) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Conv", "ConvTranspose" -> weights.get().type().shape().rank() >= CONVOLUTION_RANK;
      case "Gemm" -> true;
      case "MatMul" -> {
        ValueType type = types.get(node.getOutput(0));
        yield type != null && type.shape().rank() == 2;
      }
      default -> false;
    };
  }

  /** Names of the layers between a tensor and the kept ones before it, products first. */
  List<String> layersOf(NetworkTensor tensor) {
    Set<NetworkTensor> kept = new HashSet<>(tensors);
    Set<String> products = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    Deque<NetworkTensor> pending = new ArrayDeque<>(List.of(tensor));
    Set<NetworkTensor> seen = new HashSet<>();
    while (!pending.isEmpty()) {
      NetworkTensor next = pending.pop();
      if (!seen.add(next) || (next != tensor && kept.contains(next))) {
        continue;
      }
      Optional<Layer> producer = next.producer().filter(layer -> !NetworkGraph.isConstant(layer));
      producer.ifPresent(
          layer -> {
            boolean product = ConvolutionFusion.isConvolution(layer) || Fusion.isProduct(layer);
            (product ? products : others).add(layer.name());
            pending.addAll(layer.inputs());
          });
    }
    List<String> names = new ArrayList<>(products);
    names.addAll(others);
    return names;
  }
}
