package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The ONNX graph as fused layers between kept tensors, and its rewriting. */
final class SimulationGraph {
  private final GraphProto original;
  private final List<NodeProto> nodes;
  private final QdqValues values;
  private final Map<String, Integer> producers = new HashMap<>();

  /** Values of the kept tensors, and whether they are handed on as INT8. */
  private final Map<String, Boolean> kept = new LinkedHashMap<>();

  private final Map<Integer, QuantizedWeights> weights = new LinkedHashMap<>();
  private final List<Integer> productNodes;
  private final List<SimulatedProduct> products = new ArrayList<>();
  private final String switchInput;

  /**
   * The nodes that compute a kept tensor of others.
   *
   * @param nodes in the graph's order
   * @param reads values of the kept tensors that it reads, in the order met
   * @param products indices of the products in it
   */
  record Group(List<Integer> nodes, List<String> reads, List<Integer> products) {}

  SimulationGraph(
      OnnxModel model, NetworkImporter importer, Int8Rules rules, Map<String, ValueType> types) {
    original =
        model.proto().getGraph().toBuilder()
            .clearNode()
            .addAllNode(importer.nodes())
            .addAllInitializer(importer.initializers())
            .build();
    nodes = original.getNodeList();
    values = new QdqValues(original);
    switchInput = new QdqNames(original).take("trtcal/switches");
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.put(output, i);
      }
    }
    for (NetworkTensor tensor : rules.tensors()) {
      kept.put(tensor.value().orElseThrow().name(), rules.isInt8(tensor));
    }
    for (int i : reaching(model.outputs())) {
      if (Int8Rules.isProduct(nodes.get(i), values, types)) {
        QuantizedWeights.of(nodes.get(i), values, model.folder())
            .ifPresent(quantized -> weights.put(i, quantized));
      }
    }
    productNodes = List.copyOf(weights.keySet());
    List<String> order = List.copyOf(kept.keySet());
    Map<String, String> layerNames = layerNames(importer.network());
    for (int i : productNodes) {
      NodeProto node = nodes.get(i);
      List<Integer> from =
          walk(node.getInput(0)).reads().stream().map(order::indexOf).sorted().toList();
      QuantizedWeights quantized = weights.get(i);
      products.add(
          new SimulatedProduct(
              layerNames.getOrDefault(node.getInput(1), OnnxModel.name(node)),
              node.getOpType(),
              QdqDepthwise.isDepthwise(node, quantized.weights()),
              from,
              quantized.channelMax()));
    }
  }

  /** A Gemm that was taken apart has another node's name; its layer tells the first one's. */
  private static Map<String, String> layerNames(Network network) {
    Map<String, String> names = new HashMap<>();
    for (Layer layer : network.layers()) {
      if (ConvolutionFusion.isConvolution(layer) || Fusion.isProduct(layer)) {
        layer
            .origin()
            .flatMap(node -> node.input(1).weights())
            .ifPresent(constant -> names.put(constant.name(), layer.name()));
      }
    }
    return names;
  }

  List<SimulatedProduct> products() {
    return List.copyOf(products);
  }

  String switchInput() {
    return switchInput;
  }

  /** The fused layer that computes a kept tensor's value. */
  Group group(String value) {
    Integer producer = producers.get(value);
    if (producer == null) {
      return new Group(List.of(), List.of(), List.of());
    }
    Set<Integer> members = new HashSet<>(Set.of(producer));
    Set<String> reads = new LinkedHashSet<>();
    for (String input : QdqValues.reads(nodes.get(producer))) {
      Group before = walk(input);
      members.addAll(before.nodes());
      reads.addAll(before.reads());
    }
    return group(members, reads);
  }

  /** The nodes behind a value, back to the kept tensors. */
  private Group walk(String value) {
    Set<Integer> members = new HashSet<>();
    Set<String> reads = new LinkedHashSet<>();
    Deque<String> pending = new ArrayDeque<>(List.of(value));
    while (!pending.isEmpty()) {
      String next = pending.pop();
      Integer producer = producers.get(next);
      if (kept.containsKey(next)) {
        reads.add(next);
      } else if (producer != null && members.add(producer)) {
        pending.addAll(QdqValues.reads(nodes.get(producer)));
      }
    }
    return group(members, reads);
  }

  private Group group(Set<Integer> members, Set<String> reads) {
    List<Integer> sorted = members.stream().sorted().toList();
    List<Integer> inside =
        sorted.stream().filter(weights::containsKey).map(productNodes::indexOf).toList();
    return new Group(sorted, List.copyOf(reads), inside);
  }

  /** The nodes that the outputs need, in the graph's order. */
  private List<Integer> reaching(List<String> outputs) {
    Set<Integer> needed = new HashSet<>();
    Deque<String> pending = new ArrayDeque<>(outputs);
    while (!pending.isEmpty()) {
      Integer producer = producers.get(pending.pop());
      if (producer != null && needed.add(producer)) {
        pending.addAll(QdqValues.reads(nodes.get(producer)));
      }
    }
    return needed.stream().sorted().toList();
  }

  /**
   * @param observe whether the kept tensors are outputs too
   * @param fixed for each product whether its weights are quantized; empty to switch them too
   */
  GraphProto simulation(boolean observe, Optional<IntPredicate> fixed) {
    SimulationWriter writer = new SimulationWriter(original);
    writer.switches(switchInput, kept.size() + weights.size());
    Map<String, String> handedOn = new HashMap<>();
    int i = 0;
    for (Map.Entry<String, Boolean> tensor : kept.entrySet()) {
      if (tensor.getValue()) {
        handedOn.put(tensor.getKey(), writer.activation(tensor.getKey(), i));
      }
      i++;
    }
    Map<Integer, String> quantized = new HashMap<>();
    for (Map.Entry<Integer, QuantizedWeights> entry : weights.entrySet()) {
      String name = nodes.get(entry.getKey()).getInput(1);
      int product = i++ - kept.size();
      if (fixed.isEmpty()) {
        quantized.put(
            entry.getKey(),
            writer.switched(name, writer.weights(entry.getValue()), kept.size() + product));
      } else if (fixed.get().test(product)) {
        quantized.put(entry.getKey(), writer.weights(entry.getValue()));
      }
    }
    for (int n = 0; n < nodes.size(); n++) {
      writer.node(reading(nodes.get(n).toBuilder(), handedOn, quantized.get(n)).build());
    }
    if (observe) {
      kept.keySet().forEach(value -> writer.output(handedOn.getOrDefault(value, value)));
    }
    return writer.graph();
  }

  GraphProto layersAlone() {
    SimulationWriter writer = new SimulationWriter(original);
    nodes.forEach(writer::node);
    for (String value : kept.keySet()) {
      Group group = group(value);
      writer.output(value);
      writer.output(group.products().isEmpty() ? value : copy(value, group, writer));
    }
    return writer.graph();
  }

  /** The group once more, with quantized weights. */
  private String copy(String value, Group group, SimulationWriter writer) {
    Map<String, String> renamed = new HashMap<>();
    for (int n : group.nodes()) {
      nodes.get(n).getOutputList().stream()
          .filter(output -> !output.isEmpty())
          .forEach(output -> renamed.put(output, writer.fresh(output + "_alone")));
    }
    for (int n : group.nodes()) {
      Optional<QuantizedWeights> quantized = Optional.ofNullable(weights.get(n));
      NodeProto.Builder node =
          reading(nodes.get(n).toBuilder(), renamed, quantized.map(writer::weights).orElse(null));
      node.setName(writer.fresh(node.getName() + "_alone"));
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, renamed.getOrDefault(node.getOutput(i), ""));
      }
      writer.node(node.build());
    }
    return renamed.get(value);
  }

  private static NodeProto.Builder reading(
      NodeProto.Builder node, Map<String, String> renamed, String weights) {
    for (int i = 0; i < node.getInputCount(); i++) {
      node.setInput(i, renamed.getOrDefault(node.getInput(i), node.getInput(i)));
    }
    if (weights != null) {
      node.setInput(1, weights);
    }
    return node;
  }
}
