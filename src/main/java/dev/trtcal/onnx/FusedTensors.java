package dev.trtcal.onnx;

import dev.trtcal.onnx.NodeImport.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a network's tensors are left when TensorRT has fused layers, hence which ones its
 * Entropy and Legacy calibrators see. The rules: docs/names.md.
 *
 * @param tensors in the network's order
 * @param assumptions where the rules are not sure, one sentence each
 * @param failures why TensorRT's build is known to fail, one sentence each
 * @param notes what is known to go otherwise in TensorRT, one sentence each
 * @param buffers for tensors that TensorRT measures from the start of a buffer on that they share,
 *     what lies in that buffer, side by side along the channels
 */
record FusedTensors(
    List<NetworkTensor> tensors,
    List<String> assumptions,
    List<String> failures,
    List<String> notes,
    Map<NetworkTensor, List<NetworkTensor>> buffers) {
  private static final Set<String> SUMS =
      Set.of(
          "ReduceSum",
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceSumSquare");

  /**
   * Applies the rules.
   *
   * @param concatenations whether what a Concat makes is listed: Entropy does, Legacy does not
   */
  static FusedTensors of(Network network, boolean concatenations) {
    NetworkGraph graph = new NetworkGraph(network);
    Fusion fusion = new Fusion(graph);
    List<String> failures = ConvolutionFusion.apply(fusion);
    ConstantFusion.apply(fusion);
    ProductFusion.apply(fusion);
    ShuffleFusion.apply(fusion);
    graph.layers().forEach(layer -> withReduction(fusion, layer));
    graph.layers().forEach(layer -> withPadding(fusion, layer));
    removeDuplicates(fusion);
    List<NetworkTensor> tensors =
        CalibratedTensors.of(network).stream()
            .filter(tensor -> concatenations || !isConcatenation(tensor))
            .filter(tensor -> staysAnyway(graph, tensor) || !fusion.isGone(tensor))
            .toList();
    SharedBuffers shared = SharedBuffers.of(fusion, tensors);
    return new FusedTensors(
        tensors,
        assumptions(graph),
        List.copyOf(failures),
        uncertain(shared.uncertain()).stream().toList(),
        shared.buffers());
  }

  private static List<String> assumptions(NetworkGraph graph) {
    return graph.layers().stream()
        .filter(layer -> layer.kind() == LayerKind.MATRIX_MULTIPLY)
        .filter(layer -> layer.inputs().stream().noneMatch(NetworkGraph::isComputedConstant))
        .findFirst()
        .map(
            layer ->
                "what TensorRT fuses around products of two computed matrices, such as "
                    + layer.name()
                    + ", is known from few networks")
        .stream()
        .toList();
  }

  private static boolean staysAnyway(NetworkGraph graph, NetworkTensor tensor) {
    return tensor.producer().isEmpty() || graph.isOutput(tensor);
  }

  private static boolean isConcatenation(NetworkTensor tensor) {
    return tensor.producer().filter(layer -> layer.kind() == LayerKind.CONCATENATION).isPresent();
  }

  /** Sums of magnitudes, of squares and of exponentials are one layer, and their roots and logs. */
  private static void withReduction(Fusion fusion, Layer layer) {
    if (layer.kind() != LayerKind.REDUCE || !SUMS.contains(Fusion.operator(layer))) {
      return;
    }
    NetworkTensor summed = layer.inputs().get(0);
    Operation before = summed.producer().map(Operation::of).orElse(Operation.OTHER);
    Operation root =
        switch (before) {
          case ABS -> Operation.OTHER;
          case SQUARE -> Operation.SQRT;
          case EXP -> Operation.LOG;
          default -> null;
        };
    if (root == null || fusion.graph().soleConsumer(summed).isEmpty()) {
      return;
    }
    fusion.remove(summed);
    fusion
        .graph()
        .soleConsumer(layer.output())
        .filter(next -> root != Operation.OTHER && Operation.of(next) == root)
        .ifPresent(next -> fusion.remove(layer.output()));
  }

  /** Zeros around what a convolution reads are the convolution's own padding. */
  private static void withPadding(Fusion fusion, Layer layer) {
    boolean zeros =
        layer.kind() == LayerKind.SLICE
            && layer.inputs().size() == 1
            && layer
                .origin()
                .filter(node -> node.operator().equals("Pad"))
                .filter(node -> node.stringAttribute("mode", "constant").equals("constant"))
                .isPresent();
    if (zeros) {
      fusion
          .graph()
          .soleConsumer(layer.output())
          .filter(ConvolutionFusion::isConvolution)
          .ifPresent(convolution -> fusion.remove(layer.output()));
    }
  }

  /** What is computed twice is computed once. */
  private static void removeDuplicates(Fusion fusion) {
    Map<List<Object>, NetworkTensor> first = new HashMap<>();
    Map<NetworkTensor, NetworkTensor> same = new HashMap<>();
    for (Layer layer : fusion.graph().layers()) {
      Optional<List<Object>> computation = computation(layer, same);
      if (computation.isEmpty() || fusion.graph().isOutput(layer.output())) {
        continue;
      }
      NetworkTensor known = first.putIfAbsent(computation.get(), layer.output());
      if (known != null) {
        same.put(layer.output(), known);
        fusion.remove(layer.output());
      }
    }
  }

  /** Equal for layers that compute the same; empty for those that are not compared. */
  private static Optional<List<Object>> computation(
      Layer layer, Map<NetworkTensor, NetworkTensor> same) {
    boolean compared =
        switch (layer.kind()) {
          case UNARY, ELEMENTWISE, ACTIVATION, CAST, SHUFFLE -> true;
          default -> false;
        };
    if (!compared || layer.origin().isEmpty()) {
      return Optional.empty();
    }
    NodeImport node = layer.origin().get();
    List<Object> computation = new ArrayList<>();
    computation.add(layer.kind());
    computation.add(Fusion.operator(layer));
    computation.add(Operation.of(layer));
    computation.add(layer.output().type());
    computation.add(node.proto().getAttributeList());
    for (int i = 0; i < node.inputCount(); i++) {
      Operand operand = node.input(i);
      operand.weights().map(Weights::name).ifPresent(computation::add);
    }
    layer.inputs().forEach(input -> computation.add(same.getOrDefault(input, input)));
    return Optional.of(computation);
  }

  private static Optional<String> uncertain(List<NetworkTensor> tensors) {
    return tensors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "TensorRT may measure some first operands of a Concat, and slices along the channels,"
                + " in a buffer that they share with others, and take others' values for their own;"
                + " of these it is not known, and here each has its own: "
                + tensors.stream().map(NetworkTensor::name).collect(Collectors.joining(", ")));
  }
}
