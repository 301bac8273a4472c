package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Adds the pairs to a graph: one for each tensor, shared by all that read it in INT8, directly in
 * front of the first of them. So the nodes stay sorted, and nothing but the inputs of these readers
 * changes.
 */
final class QdqWriter {
  private final GraphProto.Builder graph;
  private final QdqNames names;
  private final Map<Key, String> pairs = new HashMap<>();
  private final Map<String, Float> activations = new LinkedHashMap<>();
  private final Map<Key, QdqWeights> weights = new LinkedHashMap<>();

  /** Weights that two nodes read along different axes need two pairs. */
  private record Key(String name, OptionalInt axis) {}

  QdqWriter(GraphProto original, QdqPlan plan) {
    graph = original.toBuilder().clearNode();
    names = new QdqNames(original);
    for (int i = 0; i < original.getNodeCount(); i++) {
      NodeProto.Builder node = original.getNode(i).toBuilder();
      Map<Integer, QdqOperand> operands = plan.operands(i);
      for (int input = 0; input < node.getInputCount(); input++) {
        if (operands.containsKey(input)) {
          node.setInput(input, pair(operands.get(input)));
        }
      }
      graph.addNode(node);
    }
  }

  GraphProto graph() {
    return graph.build();
  }

  /** The quantized activations, in the order of their first readers. */
  List<String> activations() {
    return List.copyOf(activations.keySet());
  }

  /** The quantized constants, likewise. */
  List<String> weights() {
    return weights.keySet().stream().map(Key::name).toList();
  }

  /** The name of the value behind the operand's pair. */
  private String pair(QdqOperand operand) {
    if (operand instanceof QdqOperand.Constant constant) {
      QdqWeights tensor = constant.weights();
      Key key = new Key(tensor.name(), tensor.axis());
      weights.put(key, tensor);
      return pairs.computeIfAbsent(key, k -> add(tensor.name(), tensor.axis(), tensor.scales()));
    }
    float scale = ((QdqOperand.Activation) operand).scale();
    activations.put(operand.name(), scale);
    return pairs.computeIfAbsent(
        new Key(operand.name(), OptionalInt.empty()),
        key -> add(key.name(), key.axis(), new float[] {scale}));
  }

  private String add(String tensor, OptionalInt axis, float[] scales) {
    String scale = names.take(tensor + "_scale");
    String zeroPoint = names.take(tensor + "_zero_point");
    String quantized = names.take(tensor + "_quantized");
    String dequantized = names.take(tensor + "_dequantized");
    graph.addInitializer(initializer(scale, ElementTypes.FLOAT, axis, floats(scales)));
    graph.addInitializer(
        initializer(zeroPoint, ElementTypes.INT8, axis, ByteBuffer.allocate(scales.length)));
    graph.addNode(
        node("QuantizeLinear", tensor, axis, List.of(tensor, scale, zeroPoint), quantized));
    graph.addNode(
        node("DequantizeLinear", tensor, axis, List.of(quantized, scale, zeroPoint), dequantized));
    return dequantized;
  }

  private NodeProto node(
      String operator, String tensor, OptionalInt axis, List<String> inputs, String output) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(names.take(tensor + "_" + operator))
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output);
    axis.ifPresent(
        value ->
            node.addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(value)));
    return node.build();
  }

  /** A vector along an axis, else a scalar. */
  private static TensorProto initializer(
      String name, int elementType, OptionalInt axis, ByteBuffer data) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(elementType);
    if (axis.isPresent()) {
      tensor.addDims(data.remaining() / (elementType == ElementTypes.FLOAT ? Float.BYTES : 1));
    }
    return tensor.setRawData(ByteString.copyFrom(data)).build();
  }

  private static ByteBuffer floats(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
