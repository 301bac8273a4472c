package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An {@link ObservedModel} as ONNX Runtime optimised it, all observed values being outputs. To be
 * opened with optimisation off, it computes bit for bit what that session would, whichever outputs
 * are asked for: nothing is fused any more because an output is left out. Immutable.
 *
 * <p>ONNX Runtime keeps activations in blocks of channels, [N, C/b, H, W, b], and puts a node
 * before each output that sorts it into [N, C, H, W]. Statistics of a batch do not depend on the
 * order of its values, so where the blocks are full the blocked value itself becomes the output.
 */
public final class ObservableGraph {
  private static final String BLOCKED_DOMAIN = "com.microsoft.nchwc";
  private static final String SORTING = "ReorderOutput";

  /**
   * A multiple of every block that ONNX Runtime has: 16 channels with AVX-512, 8 and 4 elsewhere.
   */
  private static final int LARGEST_BLOCK = 16;

  private final ModelProto model;
  private final List<String> values;

  private ObservableGraph(ModelProto model, List<String> values) {
    this.model = model;
    this.values = List.copyOf(values);
  }

  /**
   * Reads what ONNX Runtime wrote.
   *
   * @param optimized the model, with the outputs of {@link ObservedModel#bytes()}
   * @param ordered the outputs whose values must come in their order, as in {@link
   *     ObservedModel#ordered()}
   * @throws IOException when the file cannot be read
   */
  public static ObservableGraph read(Path optimized, Set<Integer> ordered) throws IOException {
    try (InputStream in = Files.newInputStream(optimized)) {
      return of(ModelProto.parseFrom(in), ordered);
    }
  }

  static ObservableGraph of(ModelProto model, Set<Integer> ordered) {
    GraphProto graph = model.getGraph();
    Set<String> read =
        graph.getNodeList().stream()
            .flatMap(node -> node.getInputList().stream())
            .collect(Collectors.toSet());
    Map<String, String> unsorted = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      if (sortsFullBlocks(node) && !read.contains(node.getOutput(0))) {
        unsorted.put(node.getOutput(0), node.getInput(0));
      }
    }
    List<String> values = new ArrayList<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      String sorted = output.getName();
      values.add(ordered.contains(values.size()) ? sorted : unsorted.getOrDefault(sorted, sorted));
    }
    return new ObservableGraph(model, values);
  }

  private static boolean sortsFullBlocks(NodeProto node) {
    return node.getDomain().equals(BLOCKED_DOMAIN)
        && node.getOpType().equals(SORTING)
        && node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("channels"))
            .mapToLong(AttributeProto::getI)
            .anyMatch(channels -> channels > 0 && channels % LARGEST_BLOCK == 0);
  }

  /** What computes some of the outputs, with no node that they do not need. Immutable. */
  public static final class Part {
    private final ModelProto model;
    private final Map<Integer, Integer> positions;

    private Part(ModelProto model, Map<Integer, Integer> positions) {
      this.model = model;
      this.positions = Map.copyOf(positions);
    }

    /** An ONNX file; external data lie where they did. */
    public byte[] bytes() {
      return model.toByteArray();
    }

    /**
     * For each output of the {@link ObservedModel} that was asked for, which output of this file
     * holds its values, in any order where the order was free.
     */
    public Map<Integer, Integer> positions() {
      return positions;
    }
  }

  /**
   * Cuts out what computes some outputs.
   *
   * @param outputs indices of the {@link ObservedModel}'s outputs; one at least
   */
  public Part part(List<Integer> outputs) {
    Map<String, Integer> positionOf = new HashMap<>();
    Map<Integer, Integer> positions = new HashMap<>();
    GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
    for (int output : outputs) {
      String value = values.get(output);
      positions.put(
          output,
          positionOf.computeIfAbsent(
              value,
              name -> {
                graph.addOutput(ValueInfoProto.newBuilder().setName(name));
                return graph.getOutputCount() - 1;
              }));
    }
    keepOnlyWhatIsNeeded(graph, positionOf.keySet());
    return new Part(model.toBuilder().setGraph(graph).build(), positions);
  }

  private static void keepOnlyWhatIsNeeded(GraphProto.Builder graph, Set<String> wanted) {
    Set<String> needed = new HashSet<>(wanted);
    List<NodeProto> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        addInputs(node, needed);
        kept.add(0, node);
      }
    }
    List<TensorProto> initializers =
        graph.getInitializerList().stream()
            .filter(initializer -> needed.contains(initializer.getName()))
            .toList();
    graph.clearNode().addAllNode(kept).clearInitializer().addAllInitializer(initializers);
  }

  /** What a node reads, its subgraphs included. */
  private static void addInputs(NodeProto node, Set<String> needed) {
    needed.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> graphs = new ArrayList<>(attribute.getGraphsList());
      graphs.add(attribute.getG());
      for (GraphProto graph : graphs) {
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        graph.getNodeList().forEach(inner -> addInputs(inner, needed));
      }
    }
  }
}
