package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservableGraphTest {
  @Test
  void aPartHoldsWhatItsOutputsNeedAndNothingElse() throws InvalidProtocolBufferException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 2, 1)
            .floats("w", List.of(1L), 3)
            .floats("v", List.of(1L), 5)
            .node("Mul", "/a", List.of("x", "w"), List.of("a"))
            .node("Relu", "/b", List.of("a"), List.of("b"))
            .node("Add", "/c", List.of("a", "v"), List.of("c"))
            .output("a")
            .output("b")
            .output("c");
    ObservableGraph graph = ObservableGraph.of(ModelProto.parseFrom(model.bytes()), Set.of());
    ObservableGraph.Part part = graph.part(List.of(2, 0));
    GraphProto cut = ModelProto.parseFrom(part.bytes()).getGraph();
    assertEquals(List.of("/a", "/c"), cut.getNodeList().stream().map(NodeProto::getName).toList());
    assertEquals(List.of("c", "a"), names(cut));
    assertEquals(Map.of(2, 0, 0, 1), part.positions());
    assertEquals(2, cut.getInitializerCount());
    assertEquals(1, initializers(graph, 1));
  }

  @Test
  void takesBlockedValuesUnsortedWhereTheBlocksAreFull() throws InvalidProtocolBufferException {
    assertEquals(List.of("blocked"), names(cut(sorting(32), Set.of())));
    assertEquals(0, cut(sorting(32), Set.of()).getNodeCount());
    assertEquals(List.of("sorted"), names(cut(sorting(24), Set.of())));
    assertEquals(List.of("sorted"), names(cut(sorting(32), Set.of(0))));
    GraphProto.Builder read =
        sorting(32).addNode(NodeProto.newBuilder().setOpType("Relu").addInput("sorted"));
    assertEquals(List.of("sorted"), names(cut(read, Set.of())));
  }

  private static GraphProto.Builder sorting(long channels) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("ReorderOutput")
            .setDomain("com.microsoft.nchwc")
            .addInput("blocked")
            .addOutput("sorted")
            .addAttribute(
                ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                    .setName("channels")
                    .setI(channels)));
    return graph.addOutput(ValueInfoProto.newBuilder().setName("sorted"));
  }

  private static GraphProto cut(GraphProto.Builder graph, Set<Integer> ordered)
      throws InvalidProtocolBufferException {
    ModelProto model = ModelProto.newBuilder().setGraph(graph).build();
    return ModelProto.parseFrom(ObservableGraph.of(model, ordered).part(List.of(0)).bytes())
        .getGraph();
  }

  private static int initializers(ObservableGraph graph, int output)
      throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(graph.part(List.of(output)).bytes())
        .getGraph()
        .getInitializerCount();
  }

  private static List<String> names(GraphProto graph) {
    return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
  }
}
