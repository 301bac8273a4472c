package dev.trtcal.tensorrt;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX models without weights: enough for the stand-in, which looks at names and shapes only. */
public final class TestModels {
  /** The extent of a symbolic batch axis. */
  public static final long DYNAMIC = -1;

  private static final int FLOAT = 1;

  private TestModels() {}

  /** {@code x} [batch, 3, 4] through Conv and Relu to {@code y}. */
  public static byte[] oneInput(long batch) {
    return model(
        GraphProto.newBuilder()
            .addNode(node("first", "Conv", "c", "x"))
            .addNode(node("second", "Relu", "y", "c"))
            .addInput(value("x", batch, 3, 4))
            .addOutput(value("y", batch, 3, 4)));
  }

  /** {@code x} [N, N, 4]: two open axes of one name. */
  public static byte[] equalNames() {
    return model(
        GraphProto.newBuilder()
            .addNode(node("first", "Relu", "y", "x"))
            .addInput(value("x", DYNAMIC, DYNAMIC, 4))
            .addOutput(value("y", DYNAMIC, DYNAMIC, 4)));
  }

  /** {@code left} and {@code right}, both [batch, 5], added to {@code y}. */
  public static byte[] twoInputs(long batch) {
    return model(
        GraphProto.newBuilder()
            .addNode(node("sum", "Add", "y", "left", "right"))
            .addInput(value("left", batch, 5))
            .addInput(value("right", batch, 5))
            .addOutput(value("y", batch, 5)));
  }

  /**
   * {@code x} [batch, 5] of float, {@code ids} [batch, 3] and {@code rate}, a scalar, of others.
   */
  public static byte[] mixedInputs(long batch, DataType ids, DataType rate) {
    return model(
        GraphProto.newBuilder()
            .addNode(node("sum", "Add", "y", "x", "x"))
            .addInput(value("x", batch, 5))
            .addInput(value(ids.getNumber(), "ids", batch, 3))
            .addInput(value(rate.getNumber(), "rate"))
            .addOutput(value("y", batch, 5)));
  }

  /** Two operators that no parser knows. */
  public static byte[] unknownOperators() {
    return model(
        GraphProto.newBuilder()
            .addNode(node("odd", "Wibble", "c", "x"))
            .addNode(node("odder", "Wobble", "y", "c"))
            .addInput(value("x", 2, 3, 4))
            .addOutput(value("y", 2, 3, 4)));
  }

  /** Saves a model. */
  public static Path save(Path folder, byte[] model) {
    try {
      return Files.write(folder.resolve("model.onnx"), model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setGraph(graph.setName("graph"))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .build()
        .toByteArray();
  }

  private static NodeProto node(String name, String operator, String output, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setName(name).setOpType(operator).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.build();
  }

  private static ValueInfoProto value(String name, long... extents) {
    return value(FLOAT, name, extents);
  }

  private static ValueInfoProto value(int type, String name, long... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long extent : extents) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(extent < 0 ? dimension.setDimParam("N") : dimension.setDimValue(extent));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }
}
