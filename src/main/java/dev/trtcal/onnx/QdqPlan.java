package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which inputs of which nodes are quantized. A product is quantized with both its operands or not
 * at all, since TensorRT computes it in INT8 only with both; of a residual sum, what the
 * convolution does not compute.
 */
final class QdqPlan {
  private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

  private final QdqValues values;
  private final QdqScales scales;
  private final Path folder;
  private final QdqDepthwise depthwise;
  private final List<Map<Integer, QdqOperand>> operands = new ArrayList<>();
  private final List<String> products = new ArrayList<>();
  private final List<String> sums = new ArrayList<>();
  private final List<QdqFloatNode> floatNodes = new ArrayList<>();

  /** Thrown and caught in here: why a node stays in floating point. */
  private static final class StaysFloat extends Exception {
    private static final long serialVersionUID = 1L;

    StaysFloat(String reason) {
      super(reason, null, false, false);
    }
  }

  QdqPlan(
      GraphProto graph, QdqValues values, QdqScales scales, Path folder, QdqDepthwise depthwise) {
    this.values = values;
    this.scales = scales;
    this.folder = folder;
    this.depthwise = depthwise;
    Set<String> quantized = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      Map<Integer, QdqOperand> plan = product(node);
      operands.add(plan);
      if (!plan.isEmpty()) {
        quantized.addAll(node.getOutputList());
      }
      bodies(node);
    }
    QdqResidual residual = new QdqResidual(values, quantized);
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      OptionalInt input = residual.inputToQuantize(node);
      if (input.isPresent()) {
        operands.set(i, sum(node, input.getAsInt()));
      }
    }
  }

  /** What to quantize of a node, by the number of the input. */
  Map<Integer, QdqOperand> operands(int node) {
    return operands.get(node);
  }

  /** Names of the convolutions and matrix products that are quantized. */
  List<String> products() {
    return products;
  }

  /** Names of the residual sums that are quantized. */
  List<String> sums() {
    return sums;
  }

  List<QdqFloatNode> floatNodes() {
    return floatNodes;
  }

  private static boolean isProduct(NodeProto node) {
    return OperatorCatalog.isDefaultDomain(node.getDomain()) && PRODUCTS.contains(node.getOpType());
  }

  private Map<Integer, QdqOperand> product(NodeProto node) {
    if (!isProduct(node)
        || (values.constant(node.getInput(0)).isPresent()
            && values.constant(node.getInput(1)).isPresent())) {
      return Map.of();
    }
    try {
      Map<Integer, QdqOperand> plan = Map.of(1, operand(node, 1), 0, operand(node, 0));
      products.add(OnnxModel.name(node));
      return plan;
    } catch (StaysFloat e) {
      return stays(node, e.getMessage());
    }
  }

  private Map<Integer, QdqOperand> sum(NodeProto node, int input) {
    try {
      Map<Integer, QdqOperand> plan = Map.of(input, activation(node.getInput(input)));
      sums.add(OnnxModel.name(node));
      return plan;
    } catch (StaysFloat e) {
      return stays(node, e.getMessage());
    }
  }

  private Map<Integer, QdqOperand> stays(NodeProto node, String reason) {
    floatNodes.add(new QdqFloatNode(OnnxModel.name(node), node.getOpType(), reason));
    return Map.of();
  }

  /** A calibration cache knows nothing of what happens inside loops and conditions. */
  private void bodies(NodeProto node) {
    QdqValues.graphs(node)
        .flatMap(body -> body.getNodeList().stream())
        .forEach(
            inner -> {
              if (isProduct(inner)) {
                stays(
                    inner, "it is in the body of " + node.getOpType() + " " + OnnxModel.name(node));
              }
              bodies(inner);
            });
  }

  private QdqOperand operand(NodeProto node, int input) throws StaysFloat {
    Optional<Weights> weights = values.constant(node.getInput(input));
    return weights.isPresent()
        ? weights(node, input, weights.get())
        : activation(node.getInput(input));
  }

  private QdqOperand activation(String tensor) throws StaysFloat {
    if (values.isKnownNotFloat(tensor)) {
      throw new StaysFloat(tensor + " is not float32");
    }
    float scale = scales.usable(tensor).orElseThrow(() -> new StaysFloat(scales.reason(tensor)));
    return new QdqOperand.Activation(tensor, scale);
  }

  private QdqOperand weights(NodeProto node, int input, Weights weights) throws StaysFloat {
    if (depthwise == QdqDepthwise.FLOAT && QdqDepthwise.isDepthwise(node, weights)) {
      throw new StaysFloat("it is depthwise");
    }
    int type = weights.tensor().getDataType();
    if (type != ElementTypes.FLOAT) {
      throw new StaysFloat(
          "its weights " + weights.name() + " are " + ElementTypes.name(type) + ", not float32");
    }
    OptionalInt axis = channelAxis(node, input, weights.type().shape().rank());
    return QdqWeights.of(weights, axis, folder)
        .map(QdqOperand.Constant::new)
        .orElseThrow(
            () -> new StaysFloat("its weights " + weights.name() + " hold NaN or infinity"));
  }

  /**
   * The axis of the output channels in a constant operand; empty where the channels of the output
   * do not lie along one.
   */
  static OptionalInt channelAxis(NodeProto node, int input, int rank) {
    if (input == 0 || rank < 2) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        switch (node.getOpType()) {
          case "Conv" -> 0;
          case "ConvTranspose" -> 1;
          case "Gemm" -> isTransposed(node) ? 0 : 1;
          default -> rank - 1;
        });
  }

  private static boolean isTransposed(NodeProto gemm) {
    return gemm.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("transB"))
        .mapToLong(AttributeProto::getI)
        .anyMatch(value -> value != 0);
  }
}
