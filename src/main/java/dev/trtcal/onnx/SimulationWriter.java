package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the nodes that quantize and dequantize, each behind a switch: Where(on, quantized, as it
 * was) hands on exactly what it was given while the switch is off.
 */
final class SimulationWriter {
  private final GraphProto.Builder graph;
  private final QdqNames names;
  private final Map<Key, String> dequantized = new HashMap<>();
  private String switches = "";
  private String zero = "";
  private String one = "";
  private String zeroPoint = "";

  /** Weights that two nodes read along different axes are two. */
  private record Key(String name, List<Long> scaleShape) {}

  SimulationWriter(GraphProto original) {
    graph = original.toBuilder().clearNode();
    names = new QdqNames(original);
  }

  GraphProto graph() {
    return graph.build();
  }

  void node(NodeProto node) {
    graph.addNode(node);
  }

  String fresh(String wanted) {
    return names.take(wanted);
  }

  /** Hands a value out; one that is handed out already, once more under a name of its own. */
  void output(String value) {
    String name = add("Identity", fresh(value + "_observed"), value);
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
  }

  /** Adds the input from which all switches are read. */
  void switches(String input, int count) {
    switches = input;
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName(input)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(ElementTypes.FLOAT)
                            .setShape(
                                TensorShapeProto.newBuilder()
                                    .addDim(
                                        TensorShapeProto.Dimension.newBuilder()
                                            .setDimValue(count))))));
    zero = constant("trtcal/zero", TensorProto.newBuilder().addFloatData(0), ElementTypes.FLOAT);
    one = constant("trtcal/one", TensorProto.newBuilder().addFloatData(1), ElementTypes.FLOAT);
    zeroPoint =
        constant("trtcal/zero_point", TensorProto.newBuilder().addInt32Data(0), ElementTypes.INT8);
  }

  /** An activation behind its switch, whose value is the scale. */
  String activation(String value, int index) {
    String scale = read(value, index);
    String on = add("Greater", fresh(value + "_on"), scale, zero);
    String safe = add("Where", fresh(value + "_scale"), on, scale, one);
    String quantized = add("QuantizeLinear", fresh(value + "_int8"), value, safe, zeroPoint);
    String back = add("DequantizeLinear", fresh(value + "_float"), quantized, safe, zeroPoint);
    return add("Where", fresh(value + "_handed_on"), on, back, value);
  }

  /** Weights behind a switch. */
  String switched(String value, String quantized, int index) {
    String on = add("Greater", fresh(value + "_on"), read(value, index), zero);
    return add("Where", fresh(value + "_switched"), on, quantized, value);
  }

  private String read(String value, int index) {
    String position =
        constant(
            value + "_switch_index",
            TensorProto.newBuilder().addInt64Data(index),
            ElementTypes.INT64);
    return add("Gather", fresh(value + "_switch"), switches, position);
  }

  /**
   * Weights after quantization: constant to ONNX Runtime, which folds the two nodes when it opens
   * the model.
   */
  String weights(QuantizedWeights weights) {
    String name = weights.weights().name();
    return dequantized.computeIfAbsent(
        new Key(name, weights.scaleShape()),
        key -> {
          TensorProto shaped = weights.weights().tensor();
          String data =
              constant(
                  name + "_levels",
                  TensorProto.newBuilder()
                      .addAllDims(shaped.getDimsList())
                      .setRawData(weights.data()),
                  ElementTypes.INT8);
          String scales =
              constant(
                  name + "_scales",
                  TensorProto.newBuilder()
                      .addAllDims(key.scaleShape())
                      .addAllFloatData(weights.scales()),
                  ElementTypes.FLOAT);
          String floats = fresh(name + "_levels_float");
          graph.addNode(
              NodeProto.newBuilder()
                  .setName(floats)
                  .setOpType("Cast")
                  .addInput(data)
                  .addOutput(floats)
                  .addAttribute(
                      AttributeProto.newBuilder()
                          .setName("to")
                          .setType(AttributeProto.AttributeType.INT)
                          .setI(ElementTypes.FLOAT)));
          return add("Mul", fresh(name + "_quantized"), floats, scales);
        });
  }

  private String constant(String wanted, TensorProto.Builder tensor, int elementType) {
    String name = fresh(wanted);
    graph.addInitializer(tensor.setName(name).setDataType(elementType));
    return name;
  }

  private String add(String operator, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addOutput(output));
    return output;
  }
}
