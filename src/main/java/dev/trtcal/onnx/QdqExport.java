package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.trtcal.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model with its scales inside: QuantizeLinear/DequantizeLinear pairs where TensorRT wants them
 * to compute in INT8, so that it builds an INT8 engine with no calibrator. TensorRT 11 knows no
 * other way. Immutable.
 *
 * <p>Quantized are the operands of Conv, ConvTranspose, Gemm and MatMul: activations with one scale
 * each, the cache's; constants with one a channel of the output, max |w| / 127. Of a residual sum,
 * the operand that TensorRT does not compute in the same convolution. All zero points are 0; biases
 * and everything else stay as they are, depthwise convolutions too unless asked for. Why:
 * docs/export.md.
 */
public final class QdqExport {
  /** The first with one scale a channel. */
  private static final int FIRST_OPSET = 13;

  private static final Set<String> QUANTIZED =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "ConvInteger",
          "MatMulInteger");

  private final ModelProto rewritten;
  private final QdqPlan plan;
  private final List<String> activations;
  private final List<String> weights;

  private QdqExport(ModelProto rewritten, QdqPlan plan, QdqWriter writer) {
    this.rewritten = rewritten;
    this.plan = plan;
    activations = writer.activations();
    weights = writer.weights();
  }

  /** Rewrites a model, depthwise convolutions left in floating point. */
  public static QdqExport of(OnnxModel model, Map<String, Float> scales) {
    return of(model, scales, QdqDepthwise.FLOAT);
  }

  /**
   * Rewrites a model.
   *
   * @param scales of its tensors, by name, as a calibration cache holds them: threshold / 127; a
   *     tensor whose scale is missing, not positive, denormal or not finite is not quantized
   * @throws InvalidInputException as {@link #check}; {@code qdq.nothing} when not one node can be
   *     quantized, which is what happens with another model's cache
   */
  public static QdqExport of(OnnxModel model, Map<String, Float> scales, QdqDepthwise depthwise) {
    check(model);
    ModelProto proto = QdqExternalData.inlined(model);
    GraphProto graph = proto.getGraph();
    QdqValues values = new QdqValues(graph);
    QdqPlan plan =
        new QdqPlan(graph, values, new QdqScales(values, scales), model.folder(), depthwise);
    if (plan.products().isEmpty()) {
      String first =
          plan.floatNodes().stream()
              .findFirst()
              .map(node -> node.operator() + " " + node.node() + ": " + node.reason())
              .orElse("it has no Conv, ConvTranspose, Gemm or MatMul");
      throw new InvalidInputException(
          "qdq.nothing",
          model.file() + ": nothing can be quantized (" + first + "); is it this model's cache?");
    }
    QdqWriter writer = new QdqWriter(graph, plan);
    return new QdqExport(proto.toBuilder().setGraph(writer.graph()).build(), plan, writer);
  }

  /**
   * Tells before the work starts whether a model can be rewritten at all.
   *
   * @throws InvalidInputException {@code qdq.opset} when the model's operator set is too old,
   *     {@code qdq.quantized} when it is quantized already
   */
  public static void check(OnnxModel model) {
    if (model.opset() < FIRST_OPSET) {
      throw new InvalidInputException(
          "qdq.opset",
          model.file()
              + ": opset "
              + model.opset()
              + " has no QuantizeLinear with a scale a channel; export the model with opset "
              + FIRST_OPSET
              + " or later");
    }
    Optional<NodeProto> quantized =
        nodes(model.proto().getGraph()).filter(QdqExport::isQuantized).findFirst();
    if (quantized.isPresent()) {
      throw new InvalidInputException(
          "qdq.quantized",
          model.file()
              + ": is quantized already ("
              + quantized.get().getOpType()
              + " "
              + OnnxModel.name(quantized.get())
              + "); give the floating-point model");
    }
  }

  private static Stream<NodeProto> nodes(GraphProto graph) {
    return graph.getNodeList().stream()
        .flatMap(
            node ->
                Stream.concat(Stream.of(node), QdqValues.graphs(node).flatMap(QdqExport::nodes)));
  }

  private static boolean isQuantized(NodeProto node) {
    return QUANTIZED.contains(node.getOpType()) || node.getOpType().startsWith("QLinear");
  }

  /** The ONNX file, which needs no other file beside it; a new array. */
  public byte[] bytes() {
    return rewritten.toByteArray();
  }

  /** Names of the activations that got a pair, in the order of their first readers. */
  public List<String> activations() {
    return activations;
  }

  /** Names of the constants that got a pair, likewise; twice where two axes were needed. */
  public List<String> weights() {
    return weights;
  }

  /** Names of the Conv, ConvTranspose, Gemm and MatMul nodes whose operands are quantized. */
  public List<String> products() {
    return List.copyOf(plan.products());
  }

  /** Names of the residual sums that can be computed in INT8. */
  public List<String> residualSums() {
    return List.copyOf(plan.sums());
  }

  /** The nodes of these kinds that stay in floating point, and why. */
  public List<QdqFloatNode> floatNodes() {
    return List.copyOf(plan.floatNodes());
  }
}
