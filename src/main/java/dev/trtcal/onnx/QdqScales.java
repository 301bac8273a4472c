package dev.trtcal.onnx;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The scales of activations: as the cache tells them, or as the tensor they are a view of. */
final class QdqScales {
  /** Operators whose output holds their first input's values and no others. */
  private static final Set<String> VIEWS =
      Set.of("Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze");

  private final QdqValues values;
  private final Map<String, Float> scales;

  QdqScales(QdqValues values, Map<String, Float> scales) {
    this.values = values;
    this.scales = Map.copyOf(scales);
  }

  /** TensorRT takes positive scales only, and a denormal one loses its bits in the division. */
  static boolean isUsable(float scale) {
    return scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE;
  }

  /** The scale that a tensor can be quantized with, if there is one. */
  Optional<Float> usable(String tensor) {
    return scale(tensor).filter(QdqScales::isUsable);
  }

  /** Why {@link #usable} has none. */
  String reason(String tensor) {
    return scale(tensor)
        .map(scale -> "the cache's scale of " + tensor + " is " + scale)
        .orElse("the cache has no scale for " + tensor);
  }

  /** After fusion TensorRT lists no views, but what they look at. */
  private Optional<Float> scale(String tensor) {
    Float own = scales.get(tensor);
    if (own != null) {
      return Optional.of(own);
    }
    return values
        .producer(tensor)
        .filter(node -> VIEWS.contains(node.getOpType()) && node.getInputCount() > 0)
        .flatMap(node -> scale(node.getInput(0)));
  }
}
