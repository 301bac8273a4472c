package dev.trtcal.onnx.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * A ResNet-50 of random weights, for benchmarks that need a network of its size and no model file:
 * input {@code x}, [N, 3, 224, 224]; 25.5 million weights; batch normalisation folded into the
 * convolutions.
 */
public final class RandomResNet {
  private static final long OPSET = 17;
  private static final int[] BLOCKS = {3, 4, 6, 3};

  private final int[] blocks;
  private final Random random;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("resnet50");
  private int values;

  private RandomResNet(long seed, int... blocks) {
    this.blocks = blocks;
    random = new Random(seed);
  }

  /** The network as an ONNX file; the same for the same seed. */
  public static byte[] bytes(long seed) {
    return bytes(seed, BLOCKS);
  }

  /**
   * The same of another depth.
   *
   * @param blocks how many in each of the four stages
   */
  public static byte[] bytes(long seed, int... blocks) {
    return new RandomResNet(seed, blocks).build().toByteArray();
  }

  private ModelProto build() {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long extent : new long[] {3, 224, 224}) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.FLOAT_VALUE)
                            .setShape(shape))));
    String value = relu(convolution("x", 3, 64, 7, 2));
    value =
        node(
            "MaxPool",
            List.of(value),
            ints("kernel_shape", 3, 3),
            ints("strides", 2, 2),
            ints("pads", 1, 1, 1, 1));
    int channels = 64;
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        int width = 64 << stage;
        value = bottleneck(value, channels, width, block == 0 && stage > 0 ? 2 : 1);
        channels = 4 * width;
      }
    }
    value = node("GlobalAveragePool", List.of(value));
    value = node("Flatten", List.of(value));
    String logits =
        node("Gemm", List.of(value, weights(0.01, channels, 1000), weights(0.01, 1000)));
    // TensorRT refuses an output of no stated type.
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(logits)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.FLOAT_VALUE))));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  private String bottleneck(String from, int channels, int width, int stride) {
    String value = relu(convolution(from, channels, width, 1, 1));
    value = relu(convolution(value, width, width, 3, stride));
    value = convolution(value, width, 4 * width, 1, 1);
    String skipped =
        channels == 4 * width ? from : convolution(from, channels, 4 * width, 1, stride);
    return relu(node("Add", List.of(value, skipped)));
  }

  private String convolution(String from, int inputs, int outputs, int kernel, int stride) {
    double deviation = Math.sqrt(1.0 / (inputs * kernel * kernel));
    int pad = kernel / 2;
    return node(
        "Conv",
        List.of(from, weights(deviation, outputs, inputs, kernel, kernel), weights(0.01, outputs)),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad));
  }

  private String relu(String from) {
    return node("Relu", List.of(from));
  }

  private String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String name = operator + "_" + values++;
    graph.addNode(
        NodeProto.newBuilder()
            .setName("/" + name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return name;
  }

  private String weights(double deviation, long... shape) {
    String name = "weights_" + values++;
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    long count = 1;
    for (long extent : shape) {
      tensor.addDims(extent);
      count *= extent;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count; i++) {
      bytes.putFloat((float) (random.nextGaussian() * deviation));
    }
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.flip())));
    return name;
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
