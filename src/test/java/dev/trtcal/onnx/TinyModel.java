package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small ONNX files for tests. */
public final class TinyModel {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final long opset;

  public TinyModel(long opset) {
    this.opset = opset;
  }

  /** A float32 input; an extent of -1 is dynamic. */
  public TinyModel input(String name, long... shape) {
    return typedInput(name, ElementTypes.FLOAT, shape);
  }

  public TinyModel typedInput(String name, int elementType, long... shape) {
    TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
    for (long extent : shape) {
      TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
      extents.addDim(extent < 0 ? dim.setDimParam("n") : dim.setDimValue(extent));
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(extents);
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(TypeProto.newBuilder().setTensorType(type)));
    return this;
  }

  /** An output, whose type the runtime infers. */
  public TinyModel output(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  /** An output of a type that is stated, as TensorRT's parser wants it. */
  public TinyModel typedOutput(String name, int elementType) {
    TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(elementType);
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(TypeProto.newBuilder().setTensorType(type)));
    return this;
  }

  public TinyModel floats(String name, List<Long> shape, float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(ElementTypes.FLOAT).addAllDims(shape);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  public TinyModel longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(ElementTypes.INT64)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Weights that lie in another file. */
  public TinyModel external(String name, String location, long length, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(ElementTypes.FLOAT)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("length", Long.toString(length)));
    for (long extent : shape) {
      tensor.addDims(extent);
    }
    graph.addInitializer(tensor);
    return this;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A node; attributes come as name and value, a Long, a Float, a long[] or a String. */
  public TinyModel node(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      Object... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(outputs);
    for (int i = 0; i < attributes.length; i += 2) {
      node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
    }
    graph.addNode(node);
    return this;
  }

  /** A node of one input and one output. */
  public TinyModel chain(String operator, String from, String to, Object... attributes) {
    return node(operator, "/" + to, List.of(from), List.of(to), attributes);
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long number) {
      return attribute.setType(AttributeProto.AttributeType.INT).setI(number).build();
    }
    if (value instanceof Float number) {
      return attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number).build();
    }
    if (value instanceof long[] numbers) {
      attribute.setType(AttributeProto.AttributeType.INTS);
      for (long number : numbers) {
        attribute.addInts(number);
      }
      return attribute.build();
    }
    return attribute
        .setType(AttributeProto.AttributeType.STRING)
        .setS(com.google.protobuf.ByteString.copyFromUtf8((String) value))
        .build();
  }

  public byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  public Path write(Path folder) throws IOException {
    return Files.write(folder.resolve("tiny.onnx"), bytes());
  }
}
