package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that ONNX Runtime's Python calibrators run, where the {@code onnx} package that they
 * make them with is not installed: with a ReduceMin and a ReduceMax of every tensor (MinMax), or
 * with every tensor as an output (Entropy).
 *
 * <p>Arguments: MODEL.onnx, OUT_MINMAX.onnx, OUT_ENTROPY.onnx.
 */
final class AugmentedModel {
  /** Nodes whose outputs are no floating-point numbers of the data. */
  private static final Set<String> OTHERS = Set.of("Constant", "Shape", "Gather", "Cast");

  private AugmentedModel() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(Path.of(args[0])));
    List<String> tensors = new ArrayList<>();
    Set<String> weights = new HashSet<>();
    model.getGraph().getInitializerList().forEach(weight -> weights.add(weight.getName()));
    for (ValueInfoProto input : model.getGraph().getInputList()) {
      if (!weights.contains(input.getName())) {
        tensors.add(input.getName());
      }
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (!OTHERS.contains(node.getOpType())) {
        tensors.addAll(node.getOutputList());
      }
    }
    write(model, extremes(model.getGraph(), tensors), args[1]);
    write(model, outputs(model.getGraph(), tensors), args[2]);
  }

  private static GraphProto extremes(GraphProto graph, List<String> tensors) {
    GraphProto.Builder augmented = graph.toBuilder();
    augmented.addInitializer(
        TensorProto.newBuilder()
            .setName("one_axis")
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(-1));
    for (String tensor : tensors) {
      for (String reduce : List.of("ReduceMin", "ReduceMax")) {
        String name = tensor + "_" + reduce;
        augmented.addNode(
            NodeProto.newBuilder()
                .setOpType(reduce)
                .setName(name)
                .addInput(tensor)
                .addOutput(name + "_scalar")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0)));
        augmented.addNode(
            NodeProto.newBuilder()
                .setOpType("Reshape")
                .setName(name + "_Reshape")
                .addInput(name + "_scalar")
                .addInput("one_axis")
                .addOutput(name));
        augmented.addOutput(floats(name));
      }
    }
    return augmented.build();
  }

  private static GraphProto outputs(GraphProto graph, List<String> tensors) {
    GraphProto.Builder augmented = graph.toBuilder();
    Set<String> present = new HashSet<>();
    graph.getOutputList().forEach(output -> present.add(output.getName()));
    for (String tensor : tensors) {
      if (present.add(tensor)) {
        augmented.addOutput(floats(tensor));
      }
    }
    return augmented.build();
  }

  private static ValueInfoProto floats(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())))
        .build();
  }

  private static void write(ModelProto model, GraphProto graph, String file) throws IOException {
    Files.write(Path.of(file), model.toBuilder().setGraph(graph).build().toByteArray());
  }
}
