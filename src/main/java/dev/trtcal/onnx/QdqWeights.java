package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.trtcal.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A constant operand to quantize symmetrically to INT8: one scale for each channel of an axis, or
 * one for the tensor. Immutable.
 */
final class QdqWeights {
  /** What TensorRT divides by to quantize symmetrically: -128 is not used. */
  static final float LEVELS = 127;

  /** A channel of zeros quantizes to zeros with any scale; TensorRT refuses zero. */
  private static final float SCALE_OF_ZEROS = 1 / LEVELS;

  private final String name;
  private final OptionalInt axis;
  private final float[] scales;

  private QdqWeights(String name, OptionalInt axis, float[] scales) {
    this.name = name;
    this.axis = axis;
    this.scales = scales;
  }

  /**
   * Finds the scales.
   *
   * @param folder where external data lie
   * @return empty when a value is NaN or infinite
   */
  static Optional<QdqWeights> of(Weights weights, OptionalInt axis, Path folder) {
    TensorProto tensor = weights.tensor();
    Shape shape = Constants.shape(tensor);
    int channels = axis.isPresent() ? Math.toIntExact(shape.dim(axis.getAsInt())) : 1;
    int inner = 1;
    for (int i = axis.orElse(shape.rank()) + 1; i < shape.rank(); i++) {
      inner = Math.multiplyExact(inner, Math.toIntExact(shape.dim(i)));
    }
    float[] largest = new float[channels];
    FloatBuffer values = Constants.floats(tensor, folder);
    int start = values.position();
    for (int i = 0; i < values.remaining(); i++) {
      float magnitude = Math.abs(values.get(start + i));
      if (!Float.isFinite(magnitude)) {
        return Optional.empty();
      }
      int channel = axis.isPresent() ? i / inner % channels : 0;
      largest[channel] = Math.max(largest[channel], magnitude);
    }
    for (int channel = 0; channel < channels; channel++) {
      float scale = largest[channel] / LEVELS;
      largest[channel] = QdqScales.isUsable(scale) ? scale : SCALE_OF_ZEROS;
    }
    return Optional.of(new QdqWeights(weights.name(), axis, largest));
  }

  /** The initializer, or the Constant node's output. */
  String name() {
    return name;
  }

  /** The axis of the output channels; empty for one scale. */
  OptionalInt axis() {
    return axis;
  }

  /** max |w| / 127 of each channel, all positive; a new array. */
  float[] scales() {
    return scales.clone();
  }
}
