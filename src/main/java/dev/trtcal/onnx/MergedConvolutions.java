package dev.trtcal.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Convolutions that TensorRT runs as one because they read the same tensor in the same way: kernel,
 * strides, padding and dilation agree, and all or none end in a Relu. Their results then lie side
 * by side in one buffer, in the network's order.
 */
final class MergedConvolutions {
  private final Fusion fusion;
  private final Map<NetworkTensor, List<NetworkTensor>> buffers = new LinkedHashMap<>();

  MergedConvolutions(Fusion fusion) {
    this.fusion = fusion;
    Map<List<Object>, List<NetworkTensor>> groups = new LinkedHashMap<>();
    for (Layer layer : fusion.graph().layers()) {
      if (layer.kind() == LayerKind.CONVOLUTION && ConvolutionFusion.isConvolution(layer)) {
        result(layer)
            .ifPresent(
                end ->
                    groups.computeIfAbsent(manner(layer, end), key -> new ArrayList<>()).add(end));
      }
    }
    groups.values().stream()
        .filter(group -> group.size() > 1)
        .forEach(group -> group.forEach(member -> buffers.put(member, List.copyOf(group))));
  }

  /** All that lie in a tensor's buffer, itself among them; empty for what is not merged. */
  Optional<List<NetworkTensor>> buffer(NetworkTensor tensor) {
    return Optional.ofNullable(buffers.get(tensor));
  }

  /** What a convolution hands out, if it took in nothing but scales and a Relu. */
  private Optional<NetworkTensor> result(Layer convolution) {
    NetworkTensor end = convolution.output();
    while (fusion.isGone(end)) {
      NetworkTensor inner = end;
      Optional<Layer> next =
          fusion
              .graph()
              .soleConsumer(inner)
              .filter(fusion::isAbsorbed)
              .filter(
                  layer -> Operation.of(layer) == Operation.RELU || Fusion.isScale(layer, inner));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      end = next.get().output();
    }
    boolean mergeable =
        end.rank() == 4
            && end.elementType() == ElementTypes.FLOAT
            && !fusion.graph().isOutput(end)
            && convolution.origin().orElseThrow().longAttribute("group", 1) == 1;
    return mergeable ? Optional.of(end) : Optional.empty();
  }

  private static List<Object> manner(Layer convolution, NetworkTensor end) {
    NodeImport node = convolution.origin().orElseThrow();
    return List.of(
        convolution.inputs().get(0),
        new HashSet<>(node.proto().getAttributeList()),
        node.input(1).type().shape().dropFirst(),
        end.producer().filter(layer -> Operation.of(layer) == Operation.RELU).isPresent());
  }
}
