package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Constant weights as TensorRT quantizes them: symmetrically, rounded half to even, with one scale
 * an output channel, max |w| / 127.
 *
 * @param weights as they were
 * @param axis of the output channels; empty for one scale in all
 * @param scales one a channel
 * @param data of the INT8 tensor, of the weights' shape
 */
record QuantizedWeights(Weights weights, OptionalInt axis, List<Float> scales, ByteString data) {
  /** Quantizes the second operand of a product; empty when a value is NaN or infinite. */
  static Optional<QuantizedWeights> of(NodeProto product, QdqValues values, Path folder) {
    Weights weights = values.constant(product.getInput(1)).orElseThrow();
    OptionalInt axis = QdqPlan.channelAxis(product, 1, weights.type().shape().rank());
    return QdqWeights.of(weights, axis, folder)
        .map(scaled -> quantize(weights, axis, scaled.scales(), folder));
  }

  private static QuantizedWeights quantize(
      Weights weights, OptionalInt axis, float[] scales, Path folder) {
    TensorProto tensor = weights.tensor();
    int inner = 1;
    for (int i = axis.orElse(tensor.getDimsCount()) + 1; i < tensor.getDimsCount(); i++) {
      inner *= Math.toIntExact(tensor.getDims(i));
    }
    FloatBuffer floats = Constants.floats(tensor, folder).slice();
    byte[] data = new byte[floats.remaining()];
    for (int i = 0; i < data.length; i++) {
      float scale = scales[i / inner % scales.length];
      double level = Math.rint((double) floats.get(i) / scale);
      data[i] = (byte) Math.max(-QdqWeights.LEVELS, Math.min(QdqWeights.LEVELS, level));
    }
    List<Float> list = new ArrayList<>();
    for (float scale : scales) {
      list.add(scale);
    }
    return new QuantizedWeights(weights, axis, List.copyOf(list), ByteString.copyFrom(data));
  }

  /** Largest magnitude of each channel's weights. */
  List<Float> channelMax() {
    return scales.stream().map(scale -> scale * QdqWeights.LEVELS).toList();
  }

  /** The shape in which the scales spread over the weights. */
  List<Long> scaleShape() {
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < weights.tensor().getDimsCount(); i++) {
      shape.add(axis.isPresent() && i == axis.getAsInt() ? (long) scales.size() : 1L);
    }
    return shape;
  }
}
