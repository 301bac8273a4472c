package dev.trtcal.cache;

import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How wide the bins of the histograms were that scales were derived from, as sidecars tell it. A
 * scale that is not the sidecar's has no width: it was edited or comes from elsewhere.
 */
public final class BinWidths {
  private final Map<String, TensorRange> first = new HashMap<>();
  private final Map<String, TensorRange> second = new HashMap<>();

  /** Nothing is known. */
  public BinWidths() {}

  /** What the sidecars of two caches tell; the first's counts where both know a tensor. */
  public BinWidths(Optional<Sidecar> first, Optional<Sidecar> second) {
    first.ifPresent(sidecar -> add(sidecar, this.first));
    second.ifPresent(sidecar -> add(sidecar, this.second));
  }

  private static void add(Sidecar sidecar, Map<String, TensorRange> to) {
    sidecar.tensors().forEach(tensor -> to.putIfAbsent(tensor.name(), tensor));
  }

  /** In the tensor's own unit, for its entries in the two caches. */
  OptionalDouble of(TensorRange inFirst, TensorRange inSecond) {
    OptionalDouble width = width(inFirst, first);
    return width.isPresent() ? width : width(inSecond, second);
  }

  private static OptionalDouble width(TensorRange entry, Map<String, TensorRange> told) {
    return Optional.ofNullable(told.get(entry.name()))
        .filter(tensor -> tensor.scale() == entry.scale())
        .flatMap(TensorRange::evidence)
        .map(Evidence::binWidth)
        .filter(width -> width.isPresent() && width.getAsDouble() > 0)
        .orElse(OptionalDouble.empty());
  }
}
