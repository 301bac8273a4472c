package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.trtcal.InvalidInputException;
import java.io.IOException;

/** Takes weights that lie beside a model into it, so that the rewritten one may lie anywhere. */
final class QdqExternalData {
  /** Protobuf's limit is 2 GiB; this leaves room for what is added. */
  private static final long MAX_BYTES = 2000L << 20;

  private QdqExternalData() {}

  /**
   * The model with all initializers inside.
   *
   * @throws InvalidInputException {@code qdq.size} when they do not fit into one file, {@code
   *     model.external} when they cannot be read
   */
  static ModelProto inlined(OnnxModel model) {
    ModelProto proto = model.proto();
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    long bytes = proto.getSerializedSize();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        ByteString data = read(model, tensor);
        bytes += data.size();
        if (bytes > MAX_BYTES) {
          throw new InvalidInputException(
              "qdq.size",
              model.file()
                  + ": with its external weights it is larger than the 2 GiB that one ONNX file can"
                  + " hold; hand the calibration cache to TensorRT 10 instead");
        }
        graph.setInitializer(
            i, tensor.toBuilder().clearDataLocation().clearExternalData().setRawData(data));
      }
    }
    return proto.toBuilder().setGraph(graph).build();
  }

  private static ByteString read(OnnxModel model, TensorProto tensor) {
    try {
      return ByteString.copyFrom(ExternalData.of(tensor).read(model.folder()));
    } catch (IOException e) {
      throw new InvalidInputException(
          "model.external",
          model.file() + ": the data of " + tensor.getName() + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
