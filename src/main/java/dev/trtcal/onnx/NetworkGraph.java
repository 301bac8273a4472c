package dev.trtcal.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who reads which tensor of a network that stands, and what is constant in it. */
final class NetworkGraph {
  private final Network network;
  private final Map<NetworkTensor, Set<Layer>> consumers = new HashMap<>();
  private final Set<NetworkTensor> outputs;

  NetworkGraph(Network network) {
    this.network = network;
    outputs = new HashSet<>(network.outputs());
    for (Layer layer : network.layers()) {
      for (NetworkTensor input : layer.inputs()) {
        consumers.computeIfAbsent(input, key -> new LinkedHashSet<>()).add(layer);
      }
    }
  }

  List<Layer> layers() {
    return network.layers();
  }

  /** The layers that read a tensor, in the network's order. */
  Set<Layer> consumers(NetworkTensor tensor) {
    return consumers.getOrDefault(tensor, Set.of());
  }

  boolean isOutput(NetworkTensor tensor) {
    return outputs.contains(tensor);
  }

  /** The layer that alone reads a tensor; none for what leaves the network too. */
  Optional<Layer> soleConsumer(NetworkTensor tensor) {
    Set<Layer> readers = consumers(tensor);
    return readers.size() == 1 && !isOutput(tensor)
        ? Optional.of(readers.iterator().next())
        : Optional.empty();
  }

  /** A constant, or one with another shape. */
  static boolean isConstant(Layer layer) {
    return layer.kind() == LayerKind.CONSTANT
        || (layer.kind() == LayerKind.SHUFFLE && isConstant(layer.inputs().get(0)));
  }

  static boolean isConstant(NetworkTensor tensor) {
    return tensor.producer().filter(NetworkGraph::isConstant).isPresent();
  }

  /** A constant, or what element-wise layers make of constants alone. */
  static boolean isComputedConstant(NetworkTensor tensor) {
    return tensor.producer().filter(NetworkGraph::computesConstant).isPresent();
  }

  private static boolean computesConstant(Layer layer) {
    return switch (layer.kind()) {
      case CONSTANT -> true;
      case SHUFFLE, ELEMENTWISE ->
          layer.inputs().stream().allMatch(NetworkGraph::isComputedConstant);
      default -> false;
    };
  }

  /** A constant that an Identity node hands on under another name, as exporters share weights. */
  boolean isSharedConstant(NetworkTensor tensor) {
    return isConstant(tensor)
        && (consumers(tensor).stream().anyMatch(layer -> layer.kind() == LayerKind.IDENTITY)
            || tensor
                .producer()
                .filter(layer -> layer.kind() == LayerKind.SHUFFLE)
                .filter(layer -> isSharedConstant(layer.inputs().get(0)))
                .isPresent());
  }

  /** The other operand of a layer that reads two. */
  static NetworkTensor otherOperand(Layer layer, NetworkTensor operand) {
    NetworkTensor first = layer.inputs().get(0);
    return first == operand ? layer.inputs().get(1) : first;
  }

  static boolean isScalar(NetworkTensor tensor) {
    return tensor.shape().elements() == 1;
  }
}
