package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where a graph's values come from, who reads them, and which of them are constants. */
final class QdqValues {
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Integer> elementTypes = new HashMap<>();
  private final Map<String, Weights> constants = new HashMap<>();

  QdqValues(GraphProto graph) {
    graph.getOutputList().forEach(output -> readers.merge(output.getName(), 1, Integer::sum));
    graph
        .getInitializerList()
        .forEach(tensor -> constants.put(tensor.getName(), new Weights(tensor.getName(), tensor)));
    Stream.of(graph.getInputList(), graph.getOutputList(), graph.getValueInfoList())
        .flatMap(List::stream)
        .filter(value -> value.getType().hasTensorType())
        .forEach(this::keepType);
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        producers.put(output, node);
        positions.put(output, positions.size());
      }
      reads(node).forEach(input -> readers.merge(input, 1, Integer::sum));
      constant(node).ifPresent(weights -> constants.put(node.getOutput(0), weights));
    }
  }

  private void keepType(ValueInfoProto value) {
    elementTypes.put(value.getName(), value.getType().getTensorType().getElemType());
  }

  private Optional<Weights> constant(NodeProto node) {
    if (!OperatorCatalog.isDefaultDomain(node.getDomain())) {
      return Optional.empty();
    }
    if (node.getOpType().equals("Constant")) {
      return Constants.ofNode(node).map(tensor -> new Weights(node.getOutput(0), tensor));
    }
    // exporters name weights that two layers share through Identity
    return node.getOpType().equals("Identity")
        ? Optional.ofNullable(constants.get(node.getInput(0)))
        : Optional.empty();
  }

  /** What a node reads, the bodies of its loops and conditions included. */
  static Set<String> reads(NodeProto node) {
    Set<String> names = new HashSet<>(node.getInputList());
    graphs(node)
        .flatMap(body -> body.getNodeList().stream())
        .forEach(inner -> names.addAll(reads(inner)));
    graphs(node)
        .flatMap(body -> body.getOutputList().stream())
        .forEach(output -> names.add(output.getName()));
    names.remove("");
    return names;
  }

  /** The bodies that a node carries. */
  static Stream<GraphProto> graphs(NodeProto node) {
    return node.getAttributeList().stream().flatMap(QdqValues::graphs);
  }

  private static Stream<GraphProto> graphs(AttributeProto attribute) {
    return attribute.hasG()
        ? Stream.concat(Stream.of(attribute.getG()), attribute.getGraphsList().stream())
        : attribute.getGraphsList().stream();
  }

  /** The node that computes a value; empty for inputs and initializers. */
  Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Grows along the file: the earlier of two nodes has the smaller one. */
  int position(NodeProto node) {
    return positions.get(node.getOutput(0));
  }

  /** The constant that a value is, under the name of the tensor that holds it. */
  Optional<Weights> constant(String value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** Whether one node reads the value, and the graph does not hand it out. */
  boolean hasOneReader(String value) {
    return readers.getOrDefault(value, 0) == 1;
  }

  /** Whether the file says that the value is of another type than float32. */
  boolean isKnownNotFloat(String value) {
    return elementTypes.getOrDefault(value, TensorProto.DataType.FLOAT_VALUE)
        != TensorProto.DataType.FLOAT_VALUE;
  }
}
