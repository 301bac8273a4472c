package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.stream.LongStream;

/** An ONNX node that the rewritten graph gains, to compute a tensor that no ONNX value holds. */
final class InnerNode {
  private final NodeProto.Builder node = NodeProto.newBuilder();
  private final NetworkImporter importer;

  InnerNode(String operator, NetworkImporter importer) {
    this.importer = importer;
    node.setOpType(operator);
  }

  /** Reads a tensor of the network; one whose values come from nowhere cannot be read. */
  InnerNode reads(NetworkTensor tensor) {
    return reads(
        tensor
            .value()
            .orElseThrow(() -> new IllegalStateException("no values for " + tensor.name()))
            .name());
  }

  InnerNode reads(String value) {
    node.addInput(value);
    return this;
  }

  /** Reads a number, which the rewritten graph gains as an initializer. */
  InnerNode reads(TensorProto constant) {
    node.addInput(importer.addInitializer(constant));
    return this;
  }

  InnerNode with(String name, float value) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(value));
    return this;
  }

  InnerNode with(String name, long value) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.INT)
            .setI(value));
    return this;
  }

  InnerNode with(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    LongStream.of(values).forEach(attribute::addInts);
    node.addAttribute(attribute);
    return this;
  }

  /** Writes a new value. */
  Value value() {
    return Value.computed(importer.addNode(node, importer.freshName()));
  }

  /** Writes a value that the graph already names. */
  void writes(String value) {
    importer.addNode(node, value);
  }
}
