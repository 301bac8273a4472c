package dev.trtcal.analysis;

import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each tensor of a simulated engine is set to: its scale, or floating point; and for each
 * product whether its weights are quantized. Immutable.
 */
public final class Switches {
  private final SimulatedModel model;
  private final float[] values;

  private Switches(SimulatedModel model, float[] values) {
    this.model = model;
    this.values = values;
  }

  /** Everything in floating point. */
  public static Switches fp32(SimulatedModel model) {
    return new Switches(model, new float[model.switches()]);
  }

  /**
   * As TensorRT runs with a cache: INT8 wherever it can and the scales are usable.
   *
   * @param scales by tensor name; a tensor whose scale is missing, not positive or not finite stays
   *     in floating point, and so does every product that reads it
   */
  public static Switches int8(SimulatedModel model, Map<String, Float> scales) {
    return int8(model, scales, Set.of());
  }

  /**
   * As TensorRT runs with a cache and some layers kept in floating point. A tensor stays in
   * floating point when none but such layers read it.
   *
   * @param floatLayers names of these layers; a fused layer stays when one of its parts does
   */
  public static Switches int8(
      SimulatedModel model, Map<String, Float> scales, Set<String> floatLayers) {
    float[] values = new float[model.switches()];
    List<SimulatedTensor> tensors = model.tensors();
    for (SimulatedTensor tensor : tensors) {
      if (tensor.layers().stream().noneMatch(floatLayers::contains)) {
        for (int from : tensor.from()) {
          Float scale = scales.get(tensors.get(from).name());
          boolean usable = scale != null && scale > 0 && Float.isFinite(scale);
          values[from] = usable && tensors.get(from).int8() ? scale : 0;
        }
      }
    }
    for (SimulatedTensor tensor : tensors) {
      boolean kept = tensor.layers().stream().anyMatch(floatLayers::contains);
      for (int product : tensor.products()) {
        boolean runs =
            model.products().get(product).from().stream().allMatch(from -> values[from] > 0);
        values[tensors.size() + product] = runs && !kept ? 1 : 0;
      }
    }
    return new Switches(model, values);
  }

  /** Whether a tensor is handed on as INT8. */
  public boolean isInt8(int tensor) {
    return values[tensor] > 0;
  }

  /** The scale of a tensor that is handed on as INT8, else 0. */
  public float scale(int tensor) {
    return values[tensor];
  }

  /** Whether a product's weights are quantized. */
  public boolean quantizesWeights(int product) {
    return values[model.tensors().size() + product] > 0;
  }

  /** Whether the same products' weights are quantized as in other settings of the model. */
  boolean hasWeightsOf(Switches other) {
    int tensors = model.tensors().size();
    return Arrays.equals(
        values, tensors, values.length, other.values, tensors, other.values.length);
  }

  /** Whether anything is quantized at a tensor: itself, or the weights of the layer before it. */
  public boolean touches(int tensor) {
    return isInt8(tensor)
        || model.tensors().get(tensor).products().stream().anyMatch(this::quantizesWeights);
  }

  /** One tensor with another scale; 0 for floating point. The products stay as they are. */
  public Switches with(int tensor, float scale) {
    float[] copy = values.clone();
    copy[tensor] = scale;
    return new Switches(model, copy);
  }

  /** One tensor in floating point, and the weights of the layer that computes it. */
  public Switches without(int tensor) {
    float[] copy = values.clone();
    copy[tensor] = 0;
    for (int product : model.tensors().get(tensor).products()) {
      copy[model.tensors().size() + product] = 0;
    }
    return new Switches(model, copy);
  }

  /** Nothing but one tensor and the weights of the layer that computes it, as they are here. */
  public Switches only(int tensor) {
    float[] copy = new float[values.length];
    copy[tensor] = values[tensor];
    for (int product : model.tensors().get(tensor).products()) {
      int index = model.tensors().size() + product;
      copy[index] = values[index];
    }
    return new Switches(model, copy);
  }

  /** Ready to be fed to the simulation. */
  FloatBuffer buffer() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }
}
