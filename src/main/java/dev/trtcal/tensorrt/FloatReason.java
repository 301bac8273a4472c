package dev.trtcal.tensorrt;

import dev.trtcal.TensorRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a layer of an INT8 engine does not run in INT8, as far as the engine and its cache tell. */
public final class FloatReason {
  /** Parts of the names of layer types that have INT8 kernels in TensorRT 10. */
  private static final List<String> INT8_KINDS =
      List.of(
          "conv",
          "gemm",
          "matmul",
          "matrixmultiply",
          "pointwise",
          "elementwise",
          "pooling",
          "activation",
          "scale",
          "concat",
          "resize",
          "slice",
          "shuffle",
          "reduce",
          "myelin");

  private final Set<String> scaled;

  /**
   * @param scales the calibration cache that the engine was built with
   */
  public FloatReason(List<TensorRange> scales) {
    scaled = scales.stream().map(TensorRange::name).collect(Collectors.toSet());
  }

  /**
   * The reason in words.
   *
   * @return empty for a layer that runs in INT8, only moves numbers, or was built without detailed
   *     profiling
   */
  public Optional<String> of(EngineLayer layer) {
    EngineLayer.Precision precision = layer.precision().orElse(EngineLayer.Precision.INT8);
    if (layer.isReformat()
        || precision == EngineLayer.Precision.INT8
        || precision == EngineLayer.Precision.OTHER) {
      return Optional.empty();
    }
    List<String> missing =
        Stream.concat(layer.inputs().stream(), layer.outputs().stream())
            .map(EngineLayer.Edge::tensor)
            .filter(tensor -> !tensor.startsWith("Reformatted ") && !scaled.contains(tensor))
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      return Optional.of("the cache has no scale for " + String.join(", ", missing));
    }
    String kind = layer.kind().toLowerCase(Locale.ROOT);
    if (INT8_KINDS.stream().noneMatch(kind::contains)) {
      return Optional.of("TensorRT computes " + layer.kind() + " in floating point");
    }
    return Optional.of(
        "TensorRT found no INT8 kernel for it, or none that was faster, at this optimization level");
  }
}
