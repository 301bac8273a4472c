package dev.trtcal.onnx;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Groups of element-wise layers that TensorRT runs as one: a layer joins the group that holds all
 * readers of its output, which then is no tensor any more.
 */
final class PointwiseClusters {
  private final Fusion fusion;
  private final NetworkGraph graph;
  private final Map<Layer, Cluster> clusters = new HashMap<>();

  /** Layers that run as one. */
  final class Cluster {
    private final Set<Layer> members = new LinkedHashSet<>();

    /** Whether nothing but constants and this tensor comes in from outside. */
    boolean readsOnly(NetworkTensor tensor) {
      return members.stream()
          .flatMap(layer -> layer.inputs().stream())
          .filter(input -> input != tensor && !NetworkGraph.isConstant(input))
          .allMatch(input -> input.producer().filter(members::contains).isPresent());
    }

    boolean leavesNetwork() {
      return members.stream().anyMatch(layer -> graph.isOutput(layer.output()));
    }

    /** Whether it computes x * sigmoid(x). */
    boolean isSilu(NetworkTensor x) {
      return members.size() == 2
          && members.stream().allMatch(layer -> layer.inputs().contains(x))
          && members.stream().anyMatch(layer -> Operation.of(layer) == Operation.SIGMOID)
          && members.stream().anyMatch(layer -> Operation.of(layer) == Operation.MULTIPLY);
    }
  }

  PointwiseClusters(Fusion fusion) {
    this.fusion = fusion;
    graph = fusion.graph();
    for (Layer layer : graph.layers()) {
      if (isMember(layer)) {
        Cluster cluster = new Cluster();
        cluster.members.add(layer);
        clusters.put(layer, cluster);
      }
    }
    boolean grown = true;
    while (grown) {
      grown = graph.layers().stream().filter(this::join).count() > 0;
    }
  }

  private boolean join(Layer layer) {
    Cluster own = clusters.get(layer);
    Optional<Cluster> reader =
        own == null ? Optional.empty() : onlyReader(layer.output()).filter(other -> other != own);
    if (reader.isEmpty() || isScaleBeforeJoin(layer)) {
      return false;
    }
    own.members.addAll(reader.get().members);
    reader.get().members.forEach(member -> clusters.put(member, own));
    return true;
  }

  private boolean isMember(Layer layer) {
    if (fusion.isAbsorbed(layer)) {
      return false;
    }
    return switch (layer.kind()) {
      case ACTIVATION, SCALE -> true;
      case UNARY -> Operation.of(layer) != Operation.SIGN;
      case PARAMETRIC_RELU -> {
        NetworkTensor slope = layer.inputs().get(1);
        yield NetworkGraph.isConstant(slope) && NetworkGraph.isScalar(slope);
      }
      case ELEMENTWISE ->
          ElementTypes.isFloating(layer.output().elementType()) && !isProductBias(layer);
      default -> false;
    };
  }

  private static boolean isProductBias(Layer layer) {
    return Operation.of(layer) == Operation.ADD
        && layer.inputs().stream().anyMatch(NetworkGraph::isConstant)
        && layer.inputs().stream()
            .anyMatch(input -> input.producer().filter(Fusion::isProduct).isPresent());
  }

  /** TensorRT keeps a scale with one value a channel apart from what joins it with a tensor. */
  private boolean isScaleBeforeJoin(Layer layer) {
    boolean scale =
        layer.kind() == LayerKind.SCALE
            || (Fusion.isSumOrProduct(layer)
                && layer.inputs().stream()
                    .anyMatch(t -> NetworkGraph.isConstant(t) && !NetworkGraph.isScalar(t)));
    return scale
        && graph.consumers(layer.output()).stream()
            .flatMap(reader -> reader.inputs().stream())
            .anyMatch(input -> input != layer.output() && !NetworkGraph.isConstant(input));
  }

  /** The cluster that holds all readers of a tensor. */
  Optional<Cluster> onlyReader(NetworkTensor tensor) {
    Set<Layer> readers = graph.consumers(tensor);
    if (readers.isEmpty() || graph.isOutput(tensor)) {
      return Optional.empty();
    }
    Cluster first = clusters.get(readers.iterator().next());
    return first != null && readers.stream().allMatch(reader -> clusters.get(reader) == first)
        ? Optional.of(first)
        : Optional.empty();
  }

  /** Removes the tensors that only their own cluster reads. */
  void removeInner() {
    clusters.forEach(
        (layer, cluster) ->
            onlyReader(layer.output())
                .filter(reader -> reader == cluster)
                .ifPresent(reader -> fusion.remove(layer.output())));
  }
}
