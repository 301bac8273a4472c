package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QdqExportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  // ---- the golden models

  @ParameterizedTest
  @CsvSource({"fashion_resnet, 0", "fashion_mobile, 4"})
  void quantizesEveryProductOfTheGoldenModels(String name, int depthwise) {
    OnnxModel model = golden(name);
    QdqExport all = QdqExport.of(model, goldenScales(name), QdqDepthwise.INT8);
    long products =
        model.proto().getGraph().getNodeList().stream()
            .filter(node -> Set.of("Conv", "Gemm", "MatMul").contains(node.getOpType()))
            .count();
    assertEquals(products, all.products().size());
    assertEquals(products, all.weights().size());
    assertEquals(List.of(), all.floatNodes());
    QdqExport usual = QdqExport.of(model, goldenScales(name));
    assertEquals(products - depthwise, usual.products().size());
    assertEquals(depthwise, usual.floatNodes().size());
    usual.floatNodes().forEach(node -> assertEquals("it is depthwise", node.reason()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion_resnet", "fashion_mobile"})
  void keepsTheGraphSortedAndItsNamesUnique(String name) throws IOException {
    GraphProto graph = parse(QdqExport.of(golden(name), goldenScales(name))).getGraph();
    Set<String> known = new HashSet<>();
    graph.getInputList().forEach(input -> known.add(input.getName()));
    for (TensorProto tensor : graph.getInitializerList()) {
      assertTrue(known.add(tensor.getName()), tensor.getName());
    }
    Set<String> nodes = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      assertTrue(nodes.add(node.getName()), node.getName());
      for (String input : node.getInputList()) {
        assertTrue(input.isEmpty() || known.contains(input), node.getName() + " reads " + input);
      }
      node.getOutputList().forEach(output -> assertTrue(known.add(output), output));
    }
  }

  @Test
  void isTheSameBytesEachTime() {
    assertArrayEquals(
        QdqExport.of(golden("fashion_mobile"), goldenScales("fashion_mobile")).bytes(),
        QdqExport.of(golden("fashion_mobile"), goldenScales("fashion_mobile")).bytes());
  }

  @Test
  void givesEachTensorOnePairForAllItsReaders() throws IOException {
    QdqExport export = QdqExport.of(golden("fashion_resnet"), goldenScales("fashion_resnet"));
    GraphProto graph = parse(export).getGraph();
    Map<String, Long> pairs =
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals("QuantizeLinear"))
            .collect(Collectors.groupingBy(node -> node.getInput(0), Collectors.counting()));
    assertEquals(Set.of(1L), Set.copyOf(pairs.values()));
    assertEquals(export.activations().size() + export.weights().size(), pairs.size());
    // the input of a residual block is read by its first convolution and by its sum
    assertTrue(
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals("DequantizeLinear"))
            .map(node -> node.getOutput(0))
            .anyMatch(value -> readers(graph, value).equals(List.of("Conv", "Add"))));
  }

  @Test
  void takesTheCachesScalesUnchanged() throws IOException {
    Map<String, Float> scales = goldenScales("fashion_resnet");
    QdqExport export = QdqExport.of(golden("fashion_resnet"), scales);
    GraphProto graph = parse(export).getGraph();
    for (String activation : export.activations()) {
      NodeProto quantize = quantize(graph, activation);
      assertEquals(scales.get(activation), floats(graph, quantize.getInput(1)).get(0));
      TensorProto zeroPoint = initializer(graph, quantize.getInput(2));
      assertEquals(ElementTypes.INT8, zeroPoint.getDataType());
      assertEquals(0, zeroPoint.getRawData().byteAt(0));
      assertEquals(0, zeroPoint.getDimsCount());
    }
  }

  // ---- weights

  @Test
  void scalesConvolutionsByOutputChannel() throws IOException {
    GraphProto graph =
        parse(
                export(
                    new TinyModel(17)
                        .input("x", 1, 2, 1, 1)
                        .floats(
                            "w",
                            List.of(3L, 2L, 1L, 1L),
                            1,
                            -4,
                            0,
                            0,
                            Float.MIN_VALUE,
                            Float.MIN_VALUE)
                        .node("Conv", "c", List.of("x", "w"), List.of("y"))
                        .output("y"),
                    Map.of("x", 0.5f)))
            .getGraph();
    NodeProto quantize = quantize(graph, "w");
    assertEquals("w_quantized", quantize.getOutput(0));
    assertEquals("w_QuantizeLinear", quantize.getName());
    assertEquals(0, quantize.getAttribute(0).getI());
    assertEquals(
        FloatBuffer.wrap(new float[] {4f / 127, 1f / 127, 1f / 127}),
        floats(graph, quantize.getInput(1)));
    assertEquals(
        ByteBuffer.allocate(3),
        initializer(graph, quantize.getInput(2)).getRawData().asReadOnlyByteBuffer());
    assertEquals(List.of("x_dequantized", "w_dequantized"), inputs(graph, "c"));
  }

  @Test
  void scalesDepthwiseConvolutionsByChannelWhenAskedTo() throws IOException {
    TinyModel model =
        new TinyModel(13)
            .input("x", 1, 2, 1, 1)
            .floats("w", List.of(2L, 1L, 1L, 1L), 1, -4)
            .node("Conv", "c", List.of("x", "w"), List.of("y"), "group", 2L)
            .floats("v", List.of(2L, 1L, 1L, 1L), 1, -8)
            .node("ConvTranspose", "t", List.of("y", "v"), List.of("z"), "group", 2L)
            .floats("u", List.of(2L, 2L, 1L, 1L), 1, 1, 1, 1)
            .node("Conv", "p", List.of("z", "u"), List.of("q"))
            .output("q");
    Map<String, Float> scales = Map.of("x", 0.5f, "y", 0.5f, "z", 0.5f);
    OnnxModel read = OnnxModel.read(model.write(folder));
    GraphProto graph = parse(QdqExport.of(read, scales, QdqDepthwise.INT8)).getGraph();
    assertScales(graph, "w", 0, 1f / 127, 4f / 127);
    assertScales(graph, "v", 1, 8f / 127);
    assertEquals(List.of("p"), QdqExport.of(read, scales).products());
  }

  @Test
  void scalesTransposedConvolutionsAlongTheirSecondAxis() throws IOException {
    GraphProto graph =
        parse(
                export(
                    new TinyModel(17)
                        .input("x", 1, 4, 1, 1)
                        // [C in = 4, C out / groups = 2, 1, 1]: channels j and 2 + j share a scale
                        .floats("w", List.of(4L, 2L, 1L, 1L), 1, 2, 3, 1, 0, -5, 4, 1)
                        .node("ConvTranspose", "c", List.of("x", "w"), List.of("y"), "group", 2L)
                        .output("y"),
                    Map.of("x", 0.5f)))
            .getGraph();
    assertScales(graph, "w", 1, 4f / 127, 5f / 127);
  }

  @Test
  void scalesGemmsByItsTransposition() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 1, 2)
            .floats("w", List.of(2L, 2L), 1, 2, 3, 4)
            .floats("b", List.of(2L), 9, 9)
            .node("Gemm", "plain", List.of("x", "w", "b"), List.of("y"))
            .node("Gemm", "turned", List.of("y", "w", "b"), List.of("z"), "transB", 1L)
            .node("Gemm", "again", List.of("z", "w", "b"), List.of("u"), "transB", 1L)
            .output("u");
    QdqExport export = export(model, Map.of("x", 0.5f, "y", 0.5f, "z", 0.5f));
    assertEquals(List.of("w", "w"), export.weights());
    GraphProto graph = parse(export).getGraph();
    assertScales(graph, "w", 1, 3f / 127, 4f / 127);
    assertEquals(List.of("x_dequantized", "w_dequantized", "b"), inputs(graph, "plain"));
    assertEquals(List.of("y_dequantized", "w_dequantized_1", "b"), inputs(graph, "turned"));
    assertEquals(List.of("z_dequantized", "w_dequantized_1", "b"), inputs(graph, "again"));
    assertEquals(FloatBuffer.wrap(new float[] {2f / 127, 4f / 127}), floats(graph, "w_scale_1"));
  }

  @Test
  void scalesMatrixProductsByColumnAndFindsConstantNodes() throws IOException {
    TensorProto constant =
        TensorProto.newBuilder()
            .setDataType(ElementTypes.FLOAT)
            .addAllDims(List.of(2L, 2L))
            .addAllFloatData(List.of(1f, 2f, 3f, 4f))
            .build();
    ModelProto plain =
        parse(
            new TinyModel(17)
                .input("x", 1, 2)
                .node("MatMul", "m", List.of("x", "w"), List.of("y"))
                .output("y")
                .bytes());
    GraphProto.Builder graph = plain.getGraph().toBuilder();
    graph.addNode(
        0,
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("w")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(constant)));
    byte[] bytes = plain.toBuilder().setGraph(graph).build().toByteArray();
    assertScales(parse(export(bytes, Map.of("x", 0.5f))).getGraph(), "w", 1, 3f / 127, 4f / 127);
  }

  @Test
  void leavesWeightsThatAreNoNumbersAlone() throws IOException {
    QdqExport export =
        export(
            twoProducts()
                .floats("bad", List.of(2L, 2L), 1, Float.NaN, 3, 4)
                .node("MatMul", "m2", List.of("z", "bad"), List.of("u"))
                .output("u"),
            Map.of("x", 0.5f, "y", 0.5f, "z", 0.5f));
    assertEquals(
        List.of(new QdqFloatNode("m2", "MatMul", "its weights bad hold NaN or infinity")),
        export.floatNodes());
  }

  @Test
  void takesExternalWeightsIn() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(new float[] {1, 2, 3, 4});
    Files.write(folder.resolve("w.bin"), data.array());
    GraphProto graph =
        parse(
                export(
                    new TinyModel(17)
                        .input("x", 1, 2)
                        .external("w", "w.bin", 16, 2, 2)
                        .node("MatMul", "m", List.of("x", "w"), List.of("y"))
                        .output("y"),
                    Map.of("x", 0.5f)))
            .getGraph();
    TensorProto weights = initializer(graph, "w");
    assertEquals(TensorProto.DataLocation.DEFAULT, weights.getDataLocation());
    assertEquals(0, weights.getExternalDataCount());
    assertEquals(data, weights.getRawData().asReadOnlyByteBuffer());
    assertScales(graph, "w", 1, 3f / 127, 4f / 127);
  }

  // ---- activations

  @Test
  void leavesFloatWhatHasNoScaleAndNamesIt() throws IOException {
    for (Float bad : new Float[] {null, 0f, -1f, 1e-40f, Float.POSITIVE_INFINITY, Float.NaN}) {
      Map<String, Float> scales = new java.util.HashMap<>(Map.of("x", 0.5f));
      if (bad != null) {
        scales.put("y", bad);
      }
      QdqExport export = export(twoProducts().output("z"), scales);
      assertEquals(List.of("m0"), export.products());
      QdqFloatNode left = export.floatNodes().get(0);
      assertEquals("m1", left.node());
      assertTrue(
          left.reason().contains(bad == null ? "no scale for y" : "y is " + bad), left::toString);
      GraphProto graph = parse(export).getGraph();
      assertEquals(List.of("y", "w1"), inputs(graph, "m1"));
      assertEquals(2, count(graph, "QuantizeLinear"));
    }
  }

  @Test
  void looksThroughViewsForAScale() throws IOException {
    QdqExport export =
        export(
            new TinyModel(17)
                .input("x", 1, 2, 1, 1)
                .chain("Flatten", "x", "flat")
                .floats("w", List.of(2L, 2L), 1, 2, 3, 4)
                .node("MatMul", "m", List.of("flat", "w"), List.of("y"))
                .output("y"),
            Map.of("x", 0.25f));
    assertEquals(List.of("flat"), export.activations());
    assertEquals(0.25f, floats(parse(export).getGraph(), "flat_scale").get(0));
  }

  @Test
  void quantizesBothOperandsOfAProductOrNone() throws IOException {
    TinyModel model =
        twoProducts().node("MatMul", "both", List.of("y", "z"), List.of("u")).output("u");
    Map<String, Float> scales = Map.of("x", 0.5f, "y", 0.5f);
    QdqExport export = export(model, scales);
    assertEquals(List.of("m0", "m1"), export.products());
    assertEquals(List.of("y", "z"), inputs(parse(export).getGraph(), "both"));
  }

  @Test
  void namesNothingAsTheModelDoes() throws IOException {
    GraphProto graph =
        parse(
                export(
                    new TinyModel(17)
                        .input("x", 1, 2)
                        .floats("x_scale", List.of(2L, 2L), 1, 2, 3, 4)
                        .node("MatMul", "x_quantized", List.of("x", "x_scale"), List.of("y"))
                        .output("y"),
                    Map.of("x", 0.5f)))
            .getGraph();
    assertEquals(List.of("x", "x_scale_1", "x_zero_point"), quantize(graph, "x").getInputList());
    assertEquals("x_quantized_1", quantize(graph, "x").getOutput(0));
  }

  // ---- residual sums

  @Test
  void quantizesWhatTheConvolutionInFrontOfASumDoesNotCompute() throws IOException {
    for (boolean left : new boolean[] {true, false}) {
      QdqExport export =
          export(
              conv(conv(new TinyModel(17).input("x", 1, 1, 4, 4), "x", "a", 1), "a", "b", 1)
                  .node("Add", "sum", left ? List.of("b", "x") : List.of("x", "b"), List.of("s"))
                  .output("s"),
              Map.of("x", 0.5f, "a", 0.5f, "b", 0.5f, "s", 0.5f));
      assertEquals(List.of("sum"), export.residualSums());
      assertEquals(
          left ? List.of("b", "x_dequantized") : List.of("x_dequantized", "b"),
          inputs(parse(export).getGraph(), "sum"));
    }
  }

  @Test
  void leavesTheSumToThePointwiseOfTwoConvolutions() throws IOException {
    QdqExport export =
        export(
            conv(conv(new TinyModel(17).input("x", 1, 1, 4, 4), "x", "a", 3), "x", "b", 1)
                .node("Add", "sum", List.of("a", "b"), List.of("s"))
                .output("s"),
            Map.of("x", 0.5f, "a", 0.5f, "b", 0.5f));
    assertEquals(List.of("a_dequantized", "b"), inputs(parse(export).getGraph(), "sum"));
  }

  @Test
  void leavesTheSumToTheEarlierOfTwoConvolutionsAlike() throws IOException {
    QdqExport export =
        export(
            conv(conv(new TinyModel(17).input("x", 1, 1, 4, 4), "x", "a", 1), "x", "b", 1)
                .node("Add", "sum", List.of("b", "a"), List.of("s"))
                .output("s"),
            Map.of("x", 0.5f, "a", 0.5f, "b", 0.5f));
    assertEquals(List.of("b_dequantized", "a"), inputs(parse(export).getGraph(), "sum"));
  }

  @Test
  void leavesSumsAloneThatNoConvolutionCanTake() throws IOException {
    QdqExport export =
        export(
            conv(new TinyModel(17).input("x", 1, 1, 4, 4), "x", "a", 1)
                .chain("Relu", "a", "r")
                .node("Add", "sum", List.of("a", "x"), List.of("s"))
                .node("Add", "other", List.of("r", "s"), List.of("t"))
                .output("t"),
            Map.of("x", 0.5f, "a", 0.5f, "r", 0.5f, "s", 0.5f));
    GraphProto graph = parse(export).getGraph();
    assertEquals(List.of("a", "x"), inputs(graph, "sum"), "a is read by the Relu too");
    assertEquals(List.of("r", "s"), inputs(graph, "other"));
    assertEquals(List.of(), export.floatNodes());
  }

  // ---- what is refused

  @Test
  void refusesOpsetsWithoutChannelScales() throws IOException {
    assertRefused("qdq.opset", "opset 11", new TinyModel(11), Map.of("x", 0.5f));
  }

  @Test
  void refusesModelsThatAreQuantizedAlready() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .floats("s", List.of(), 1)
            .node("QuantizeLinear", "q", List.of("x", "s"), List.of("xq"));
    assertRefused("qdq.quantized", "QuantizeLinear q", model, Map.of("x", 0.5f));
  }

  @Test
  void refusesAnotherModelsCache() throws IOException {
    assertRefused("qdq.nothing", "no scale for x", new TinyModel(17), Map.of("other", 0.5f));
  }

  @Test
  void namesWhatLiesInBodies() throws IOException {
    ModelProto plain = parse(twoProducts().output("z").bytes());
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("MatMul")
                    .setName("inner")
                    .addInput("x")
                    .addInput("w0")
                    .addOutput("inside"))
            .addOutput(plain.getGraph().getOutput(0).toBuilder().setName("inside"))
            .build();
    NodeProto condition =
        NodeProto.newBuilder()
            .setOpType("If")
            .setName("if")
            .addInput("flag")
            .addOutput("branch")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeProto.AttributeType.GRAPH)
                    .setG(body))
            .build();
    byte[] bytes =
        plain.toBuilder()
            .setGraph(plain.getGraph().toBuilder().addNode(condition))
            .build()
            .toByteArray();
    QdqExport export = export(bytes, Map.of("x", 0.5f, "y", 0.5f));
    assertEquals(
        List.of(new QdqFloatNode("inner", "MatMul", "it is in the body of If if")),
        export.floatNodes());
  }

  // ---- helpers

  private void assertRefused(String code, String words, TinyModel prefix, Map<String, Float> scales)
      throws IOException {
    byte[] bytes =
        prefix
            .input("x", 1, 2)
            .floats("w", List.of(2L, 2L), 1, 2, 3, 4)
            .node("MatMul", "m", List.of("x", "w"), List.of("y"))
            .output("y")
            .bytes();
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> export(bytes, scales));
    assertEquals(code, e.code());
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertFalse(e.getMessage().contains("\n"));
  }

  /** x · w0 = y, y · w1 = z. */
  private static TinyModel twoProducts() {
    return new TinyModel(17)
        .input("x", 2, 2)
        .floats("w0", List.of(2L, 2L), 1, 2, 3, 4)
        .floats("w1", List.of(2L, 2L), 5, 6, 7, 8)
        .node("MatMul", "m0", List.of("x", "w0"), List.of("y"))
        .node("MatMul", "m1", List.of("y", "w1"), List.of("z"));
  }

  private static TinyModel conv(TinyModel model, String from, String to, int kernel) {
    float[] weights = new float[kernel * kernel];
    java.util.Arrays.fill(weights, 1);
    long pad = kernel / 2;
    return model
        .floats("w_" + to, List.of(1L, 1L, (long) kernel, (long) kernel), weights)
        .node(
            "Conv",
            "conv_" + to,
            List.of(from, "w_" + to),
            List.of(to),
            "pads",
            new long[] {pad, pad, pad, pad});
  }

  private QdqExport export(TinyModel model, Map<String, Float> scales) throws IOException {
    return export(model.bytes(), scales);
  }

  private QdqExport export(byte[] model, Map<String, Float> scales) throws IOException {
    return QdqExport.of(OnnxModel.read(Files.write(folder.resolve("m.onnx"), model)), scales);
  }

  private static OnnxModel golden(String name) {
    return OnnxModel.read(GOLDEN.resolve(name).resolve("model_batch32.onnx"));
  }

  private static Map<String, Float> goldenScales(String name) {
    return CalibrationCache.parse(GOLDEN.resolve(name).resolve("minmax.cache")).entries().stream()
        .collect(Collectors.toMap(TensorRange::name, TensorRange::scale));
  }

  private static ModelProto parse(QdqExport export) throws InvalidProtocolBufferException {
    return parse(export.bytes());
  }

  private static ModelProto parse(byte[] bytes) throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(bytes);
  }

  private static void assertScales(GraphProto graph, String weights, int axis, float... scales) {
    NodeProto quantize = quantize(graph, weights);
    assertEquals(axis, quantize.getAttribute(0).getI());
    assertEquals(FloatBuffer.wrap(scales), floats(graph, quantize.getInput(1)));
  }

  /** The first QuantizeLinear of a value. */
  private static NodeProto quantize(GraphProto graph, String value) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("QuantizeLinear"))
        .filter(node -> node.getInput(0).equals(value))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> inputs(GraphProto graph, String node) {
    return graph.getNodeList().stream()
        .filter(candidate -> candidate.getName().equals(node))
        .findFirst()
        .orElseThrow()
        .getInputList();
  }

  private static List<String> readers(GraphProto graph, String value) {
    return graph.getNodeList().stream()
        .filter(node -> node.getInputList().contains(value))
        .map(NodeProto::getOpType)
        .toList();
  }

  private static long count(GraphProto graph, String operator) {
    return graph.getNodeList().stream().filter(n -> n.getOpType().equals(operator)).count();
  }

  private static TensorProto initializer(GraphProto graph, String name) {
    return graph.getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static FloatBuffer floats(GraphProto graph, String name) {
    return Constants.floats(initializer(graph, name), Path.of("."));
  }
}
