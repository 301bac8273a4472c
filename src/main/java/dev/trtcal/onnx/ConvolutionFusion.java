package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** What a convolution with constant weights takes in: scales, a sum, Relu, or a pointwise group. */
final class ConvolutionFusion {
  /** With so few input channels TensorRT takes a convolution that fuses with nothing pointwise. */
  private static final int FEW_CHANNELS = 4;

  /** The same for as many output as input channels below this. */
  private static final int NARROW = 32;

  private final Fusion fusion;
  private final NetworkGraph graph;

  /** Each convolution's result after the scales behind it. */
  private final Map<Layer, NetworkTensor> results = new LinkedHashMap<>();

  private final List<Layer> open = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Convolutions in front of x * sigmoid(x). */
  private final List<String> swishes = new ArrayList<>();

  private ConvolutionFusion(Fusion fusion) {
    this.fusion = fusion;
    graph = fusion.graph();
  }

  /**
   * Fuses, and groups the pointwise layers that are left.
   *
   * @return networks of which TensorRT's build fails, one sentence each
   */
  static List<String> apply(Fusion fusion) {
    ConvolutionFusion convolutions = new ConvolutionFusion(fusion);
    convolutions.fuse();
    return convolutions.notes;
  }

  private void fuse() {
    graph.layers().stream()
        .filter(ConvolutionFusion::isConvolution)
        .forEach(layer -> results.put(layer, withScales(layer.output())));
    results.forEach(
        (layer, result) -> {
          NetworkTensor sum = withSum(layer, result);
          if (withRelu(sum) == result) {
            open.add(layer);
          }
        });
    PointwiseClusters clusters = new PointwiseClusters(fusion);
    clusters.removeInner();
    for (Layer layer : open) {
      withPointwise(layer, results.get(layer), clusters);
    }
    if (!swishes.isEmpty()) {
      notes.add(
          "TensorRT 10.6 cannot build this network with entropy or legacy after fusion, because of"
              + " convolutions followed by x * sigmoid(x): "
              + String.join(", ", swishes)
              + "; give TensorRT a cache of entropy2 or minmax, or calibrate before fusion");
    }
  }

  static boolean isConvolution(Layer layer) {
    return (layer.kind() == LayerKind.CONVOLUTION || layer.kind() == LayerKind.DECONVOLUTION)
        && layer.origin().filter(node -> node.isWeights(1)).isPresent();
  }

  /** BatchNormalization and its like, repeatedly. */
  private NetworkTensor withScales(NetworkTensor from) {
    NetworkTensor end = from;
    Optional<Layer> next = graph.soleConsumer(end);
    while (next.isPresent() && Fusion.isScale(next.get(), end)) {
      fusion.absorb(end, next.get());
      end = next.get().output();
      next = graph.soleConsumer(end);
    }
    return end;
  }

  /** The sum with another tensor of the same shape, which stays. */
  private NetworkTensor withSum(Layer convolution, NetworkTensor result) {
    Optional<Layer> sum = next(result, Operation.ADD).filter(layer -> !fusion.isAbsorbed(layer));
    if (sum.isEmpty()) {
      return result;
    }
    NetworkTensor other = NetworkGraph.otherOperand(sum.get(), result);
    boolean joins =
        other != result
            && !NetworkGraph.isConstant(other)
            && other.shape().equals(result.shape())
            && !isBetter(other, convolution);
    if (!joins) {
      return result;
    }
    fusion.absorb(result, sum.get());
    return sum.get().output();
  }

  /** Of two convolutions that could take the sum, the 1x1 one does, else the earlier. */
  private boolean isBetter(NetworkTensor other, Layer convolution) {
    if (graph.soleConsumer(other).isEmpty()) {
      return false;
    }
    List<Layer> order = List.copyOf(results.keySet());
    return order.stream()
        .filter(rival -> results.get(rival) == other)
        .anyMatch(
            rival ->
                isPoint(rival) == isPoint(convolution)
                    ? order.indexOf(rival) < order.indexOf(convolution)
                    : isPoint(rival));
  }

  private NetworkTensor withRelu(NetworkTensor from) {
    NetworkTensor end = from;
    for (Optional<Layer> next = next(end, Operation.RELU);
        next.isPresent();
        next = next(end, Operation.RELU)) {
      fusion.absorb(end, next.get());
      end = next.get().output();
    }
    return end;
  }

  private Optional<Layer> next(NetworkTensor tensor, Operation operation) {
    return graph.soleConsumer(tensor).filter(layer -> Operation.of(layer) == operation);
  }

  /** A pointwise group that reads nothing else. */
  private void withPointwise(Layer convolution, NetworkTensor result, PointwiseClusters clusters) {
    refuseNegativeClip(convolution, result);
    Optional<PointwiseClusters.Cluster> cluster =
        clusters.onlyReader(result).filter(group -> group.readsOnly(result));
    if (cluster.isEmpty() || convolution.kind() != LayerKind.CONVOLUTION || isNarrow(convolution)) {
      return;
    }
    if (cluster.get().isSilu(result)) {
      fusion.remove(result);
      swishes.add(convolution.name());
    } else if (isGeneric(convolution) && !cluster.get().leavesNetwork()) {
      fusion.remove(result);
    }
  }

  private void refuseNegativeClip(Layer convolution, NetworkTensor result) {
    boolean negative =
        convolution.kind() == LayerKind.DECONVOLUTION
            && graph
                .soleConsumer(result)
                .filter(layer -> layer.kind() == LayerKind.ACTIVATION)
                .flatMap(Layer::origin)
                .filter(node -> node.operator().equals("Clip") && Operation.clipMinimum(node) < 0)
                .isPresent();
    if (negative) {
      notes.add(
          "TensorRT 10.6 cannot build this network with entropy or legacy after fusion: "
              + convolution.name()
              + " is a transposed convolution followed by a Clip from below 0; give TensorRT a cache"
              + " of entropy2 or minmax, or calibrate before fusion");
    }
  }

  static boolean isPoint(Layer convolution) {
    NodeImport node = convolution.origin().orElseThrow();
    Shape kernel = node.input(1).type().shape();
    return LongStream.range(2, kernel.rank()).allMatch(axis -> kernel.dim((int) axis) == 1)
        && node.longsAttribute("strides")
            .filter(strides -> LongStream.of(strides).anyMatch(stride -> stride != 1))
            .isEmpty();
  }

  private static boolean isNarrow(Layer convolution) {
    long channels = convolution.inputs().get(0).shape().dim(1);
    boolean depthwise = groups(convolution) == channels;
    return convolution.output().rank() != 4
        || (!depthwise && channels == convolution.output().shape().dim(1) && channels < NARROW);
  }

  private static boolean isGeneric(Layer convolution) {
    return groups(convolution) == 1 && convolution.inputs().get(0).shape().dim(1) > FEW_CHANNELS;
  }

  private static long groups(Layer convolution) {
    return convolution.origin().orElseThrow().longAttribute("group", 1);
  }
}
