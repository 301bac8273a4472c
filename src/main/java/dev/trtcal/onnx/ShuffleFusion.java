package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Reshapes and transpositions in a row become one layer as long as they are a transposition, a
 * reshape and another transposition at most, which is what a layer of TensorRT's can do.
 */
final class ShuffleFusion {
  private static final String NOTHING = "";
  private static final String RESHAPE = "R";
  private static final String TRANSPOSE = "T";

  private final Fusion fusion;
  private final NetworkGraph graph;

  /** What the layers do that took in others before them. */
  private final Map<Layer, String> joined = new HashMap<>();

  private ShuffleFusion(Fusion fusion) {
    this.fusion = fusion;
    graph = fusion.graph();
  }

  static void apply(Fusion fusion) {
    ShuffleFusion shuffles = new ShuffleFusion(fusion);
    fusion.graph().layers().stream()
        .filter(layer -> layer.kind() == LayerKind.SHUFFLE && !NetworkGraph.isConstant(layer))
        .forEach(shuffles::fuse);
  }

  private void fuse(Layer layer) {
    NetworkTensor in = layer.inputs().get(0);
    NetworkTensor out = layer.output();
    if (NetworkGraph.isComputedConstant(in)) {
      fusion.remove(out);
    } else if (isReshape(layer) && in.shape().equals(out.shape())) {
      fusion.remove(graph.isOutput(out) ? in : out);
    } else {
      graph.soleConsumer(out).ifPresent(next -> join(layer, next));
    }
  }

  private void join(Layer layer, Layer next) {
    String moves = moves(next);
    String both = (moves(layer) + moves).replace("RR", "R").replace("TT", "T");
    if (!moves.isEmpty() && both.matches("T?R?T?")) {
      fusion.remove(layer.output());
      joined.put(next, both);
    }
  }

  /** In letters: R for a reshape, T for a transposition. */
  private String moves(Layer layer) {
    if (joined.containsKey(layer)) {
      return joined.get(layer);
    }
    if (Fusion.isLinear(layer)) {
      return RESHAPE;
    }
    if (layer.kind() != LayerKind.SHUFFLE) {
      return NOTHING;
    }
    if (isRearrangement(layer)) {
      return RESHAPE + TRANSPOSE;
    }
    return isReshape(layer) ? RESHAPE : TRANSPOSE;
  }

  /** Whether a shuffle leaves the order of the values as it is. */
  static boolean isReshape(Layer layer) {
    if (layer.kind() != LayerKind.SHUFFLE || isRearrangement(layer)) {
      return false;
    }
    if (!Fusion.operator(layer).equals("Transpose")) {
      return true;
    }
    Shape shape = layer.inputs().get(0).shape();
    Optional<long[]> order = layer.origin().flatMap(node -> node.longsAttribute("perm"));
    long[] moved =
        order
            .map(LongStream::of)
            .orElse(LongStream.empty())
            .filter(axis -> shape.dim((int) axis) != 1)
            .toArray();
    long[] sorted = moved.clone();
    Arrays.sort(sorted);
    return order.isPresent() && Arrays.equals(moved, sorted);
  }

  /** The first of the two layers of DepthToSpace and SpaceToDepth, which does both. */
  private static boolean isRearrangement(Layer layer) {
    String operator = Fusion.operator(layer);
    return (operator.equals("DepthToSpace") || operator.equals("SpaceToDepth"))
        && !Operation.isResult(layer, layer.origin().orElseThrow());
  }
}
