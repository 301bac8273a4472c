package dev.trtcal.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tensors of a network TensorRT calibrates before fusion, in the order of its cache where
 * that order is defined. The rules: docs/names.md.
 */
final class CalibratedTensors {
  private final Network network;
  private final NetworkGraph graph;
  private final Set<NetworkTensor> reaching = new HashSet<>();

  private CalibratedTensors(Network network) {
    this.network = network;
    graph = new NetworkGraph(network);
    collectReaching();
  }

  static List<NetworkTensor> of(Network network) {
    return new CalibratedTensors(network).listed();
  }

  private List<NetworkTensor> listed() {
    List<NetworkTensor> listed = new ArrayList<>();
    network.inputs().stream()
        .filter(input -> ElementTypes.isFloating(input.elementType()))
        .forEach(listed::add);
    for (Layer layer : network.layers()) {
      layer.outputs().stream().filter(tensor -> isListed(layer, tensor)).forEach(listed::add);
    }
    return listed;
  }

  /** A tensor without values is one that TensorRT hides: the softmax inside LogSoftmax. */
  private boolean isListed(Layer layer, NetworkTensor tensor) {
    return ElementTypes.isCalibrated(tensor.elementType())
        && tensor.value().isPresent()
        && reaching.contains(tensor)
        && (graph.isOutput(tensor) || !isHidden(layer, tensor));
  }

  /**
   * Inside a region that TensorRT hands to its other compiler: made there, or a constant, and used
   * there only.
   */
  private boolean isHidden(Layer layer, NetworkTensor tensor) {
    boolean inner = isForeign(layer) || NetworkGraph.isConstant(layer);
    return inner && usedByForeignOnly(tensor, new HashSet<>());
  }

  private boolean usedByForeignOnly(NetworkTensor tensor, Set<Layer> seen) {
    return graph.consumers(tensor).stream()
        .allMatch(
            consumer ->
                isForeign(consumer)
                    || (NetworkGraph.isConstant(consumer)
                        && seen.add(consumer)
                        && consumer.outputs().stream()
                            .allMatch(output -> usedByForeignOnly(output, seen))));
  }

  private static boolean isForeign(Layer layer) {
    return switch (layer.kind()) {
      case NORMALIZATION, GATHER, SELECT, FOREIGN -> true;
      case ELEMENTWISE, UNARY -> !ElementTypes.isFloating(layer.output().elementType());
      default -> false;
    };
  }

  /** The tensors that reach an output otherwise than through their shape. */
  private void collectReaching() {
    List<NetworkTensor> pending = new ArrayList<>(network.outputs());
    while (!pending.isEmpty()) {
      NetworkTensor tensor = pending.remove(pending.size() - 1);
      if (reaching.add(tensor)) {
        tensor
            .producer()
            .filter(layer -> layer.kind() != LayerKind.SHAPE)
            .ifPresent(
                layer -> {
                  reaching.addAll(layer.outputs());
                  pending.addAll(layer.inputs());
                });
      }
    }
  }
}
