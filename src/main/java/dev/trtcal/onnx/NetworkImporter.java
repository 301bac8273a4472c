package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.trtcal.Shape;
import dev.trtcal.onnx.NodeImport.Operand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the network that TensorRT's importer would build of an ONNX graph, layer by layer and name
 * by name, and collects the ONNX nodes that compute what no ONNX value holds.
 */
final class NetworkImporter {
  /** What the names of values that the rewritten graph gains begin with. */
  private static final String FRESH = "trtcal/inner_";

  private final OnnxModel model;
  private final Map<String, ValueType> types;
  private final Network network = new Network();
  private final Map<String, Operand> values = new HashMap<>();
  private final Set<String> graphOutputs;
  private final Set<String> notes = new LinkedHashSet<>();

  /** By the index of the node they belong to. */
  private final Map<Integer, List<NodeProto>> innerNodes = new HashMap<>();

  private final Set<Integer> replaced = new HashSet<>();
  private final List<TensorProto> initializers = new ArrayList<>();
  private int current;
  private int fresh;

  private NetworkImporter(OnnxModel model, Map<String, ValueType> types) {
    this.model = model;
    this.types = types;
    graphOutputs = new HashSet<>(model.outputs());
  }

  /**
   * Imports a model.
   *
   * @param types of the values that its nodes compute
   */
  static NetworkImporter run(OnnxModel model, Map<String, ValueType> types) {
    NetworkImporter importer = new NetworkImporter(model, types);
    importer.importGraph(model.proto().getGraph());
    return importer;
  }

  private void importGraph(GraphProto graph) {
    graphOutputs.forEach(network.names()::tensor);
    for (ValueInfoProto input : model.freeInputs()) {
      ValueType type =
          new ValueType(
              input.getType().getTensorType().getElemType(),
              OnnxModel.shape(input.getType().getTensorType().getShape()));
      network.names().tensor(input.getName());
      NetworkTensor tensor = new NetworkTensor(input.getName(), type);
      network.inputs().add(tensor);
      values.put(input.getName(), Operand.of(tensor));
    }
    for (TensorProto initializer : graph.getInitializerList()) {
      network.names().tensor(initializer.getName());
      values.put(
          initializer.getName(), Operand.of(new Weights(initializer.getName(), initializer)));
    }
    for (int index : inOrder(graph.getNodeList())) {
      current = index;
      importNode(graph.getNode(index));
    }
    for (String output : model.outputs()) {
      Operand operand = values.getOrDefault(output, Operand.ABSENT);
      operand
          .tensor()
          .or(() -> operand.weights().map(network::constant))
          .map(tensor -> tensor.name(output))
          .ifPresent(network.outputs()::add);
    }
  }

  private void importNode(NodeProto node) {
    List<Operand> inputs =
        node.getInputList().stream()
            .map(name -> values.getOrDefault(name, Operand.ABSENT))
            .toList();
    NodeImport context = new NodeImport(node, this, inputs);
    int before = network.layers().size();
    List<Operand> outputs = Lowerings.lower(node, context);
    network.layers().stream().skip(before).forEach(layer -> layer.origin(context));
    for (int i = 0; i < node.getOutputCount() && i < outputs.size(); i++) {
      String name = node.getOutput(i);
      if (name.isEmpty()) {
        continue;
      }
      network.names().tensor(name);
      Operand output = outputs.get(i);
      output.tensor().ifPresent(tensor -> tensor.name(name).value(Value.computed(name)));
      values.put(
          name,
          output.weights().isPresent()
              ? Operand.of(new Weights(name, output.weights().get().tensor()))
              : output);
    }
  }

  /** The importer visits a node's producers first; a sorted file keeps its order. */
  private static List<Integer> inOrder(List<NodeProto> nodes) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.put(output, i);
      }
    }
    List<Integer> order = new ArrayList<>();
    boolean[] visited = new boolean[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      visit(i, nodes, producers, visited, order);
    }
    return order;
  }

  private static void visit(
      int index,
      List<NodeProto> nodes,
      Map<String, Integer> producers,
      boolean[] visited,
      List<Integer> order) {
    if (visited[index]) {
      return;
    }
    visited[index] = true;
    for (String input : nodes.get(index).getInputList()) {
      Integer producer = producers.get(input);
      if (producer != null) {
        visit(producer, nodes, producers, visited, order);
      }
    }
    order.add(index);
  }

  // ---- for the nodes

  Network network() {
    return network;
  }

  long opset() {
    return model.opset();
  }

  Path folder() {
    return model.folder();
  }

  ValueType type(String value) {
    return types.getOrDefault(value, new ValueType(0, Shape.of()));
  }

  void note(String text) {
    notes.add(text);
  }

  void replaceCurrent() {
    replaced.add(current);
  }

  String freshName() {
    return FRESH + fresh++;
  }

  String addNode(NodeProto.Builder node, String output) {
    innerNodes
        .computeIfAbsent(current, key -> new ArrayList<>())
        .add(node.setName(FRESH + "of_" + output).addOutput(output).build());
    return output;
  }

  String addInitializer(TensorProto constant) {
    String name = freshName();
    initializers.add(constant.toBuilder().setName(name).build());
    return name;
  }

  // ---- results

  /** What was not taken apart as TensorRT does, one sentence each. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The graph's nodes with the inner ones, each before the node it belongs to. */
  List<NodeProto> nodes() {
    List<NodeProto> nodes = new ArrayList<>();
    GraphProto graph = model.proto().getGraph();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      nodes.addAll(innerNodes.getOrDefault(i, List.of()));
      if (!replaced.contains(i)) {
        nodes.add(graph.getNode(i));
      }
    }
    return nodes;
  }

  /** Numbers that the inner nodes read. */
  List<TensorProto> initializers() {
    return initializers;
  }
}
