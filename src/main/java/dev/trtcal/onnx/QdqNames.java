package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.Set;

/** Names for what is added: readable, and none that the model has already. */
final class QdqNames {
  private final Set<String> taken = new HashSet<>();

  QdqNames(GraphProto graph) {
    collect(graph);
  }

  /** Bodies count too: a name in them must not shadow an outer one. */
  private void collect(GraphProto graph) {
    graph.getInputList().forEach(input -> taken.add(input.getName()));
    graph.getOutputList().forEach(output -> taken.add(output.getName()));
    graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> taken.add(tensor.getValues().getName()));
    for (NodeProto node : graph.getNodeList()) {
      taken.add(node.getName());
      taken.addAll(node.getOutputList());
      QdqValues.graphs(node).forEach(this::collect);
    }
  }

  /** The wanted name, with a number behind it if it is taken. */
  String take(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
