package dev.trtcal.cache;

import dev.trtcal.TensorRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How two caches differ, tensor by tensor and by name: TensorRT's order is not the same in every
 * run. Immutable.
 *
 * <p>Where a name stands twice in a file, the first line of one file is held against the first of
 * the other, the second against the second; a line without a partner is in one file only.
 *
 * @param onlyInFirst names that the second cache lacks, in the first's order
 * @param onlyInSecond names that the first cache lacks, in the second's order
 * @param tensors those in both, the worst first; where equally far apart in the first's order
 * @param repeated names that stand more than once in one of the caches
 */
public record CacheDiff(
    List<String> onlyInFirst,
    List<String> onlyInSecond,
    List<Tensor> tensors,
    List<String> repeated) {

  /**
   * A tensor that both caches have.
   *
   * @param first scale in the first cache, in the tensor's own unit per INT8 step
   * @param second scale in the second cache
   * @param binWidth width of the bins of the histogram behind the first, else the second scale, in
   *     the tensor's own unit; where a sidecar tells it
   */
  public record Tensor(String name, float first, float second, OptionalDouble binWidth) {
    public Tensor {
      Objects.requireNonNull(binWidth, "binWidth");
    }

    /**
     * How far the second threshold is from the first, in bins of the histogram; empty where no
     * sidecar tells their width or a scale is not finite.
     */
    public OptionalDouble bins() {
      return binWidth.isPresent() && Float.isFinite(first) && Float.isFinite(second)
          ? OptionalDouble.of(Math.abs((double) second - first) * 127 / binWidth.getAsDouble())
          : OptionalDouble.empty();
    }

    /**
     * How far the second scale is from the first, in units of the first: |second − first| /
     * |first|. 0 where both are the same, also where both are zero, the same infinity or NaN;
     * infinite where only the first is zero, or one of two that differ is infinite or NaN.
     */
    public double relative() {
      if (first == second || (Float.isNaN(first) && Float.isNaN(second))) {
        return 0;
      }
      if (!Float.isFinite(first) || !Float.isFinite(second) || first == 0) {
        return Double.POSITIVE_INFINITY;
      }
      return Math.abs((double) second - first) / Math.abs((double) first);
    }
  }

  public CacheDiff {
    onlyInFirst = List.copyOf(onlyInFirst);
    onlyInSecond = List.copyOf(onlyInSecond);
    tensors = List.copyOf(tensors);
    repeated = List.copyOf(repeated);
  }

  /** Compares two caches; their headers are not looked at. */
  public static CacheDiff between(CalibrationCache first, CalibrationCache second) {
    return between(first, second, new BinWidths());
  }

  /** Compares two caches, in bins too where their sidecars told how wide these are. */
  public static CacheDiff between(
      CalibrationCache first, CalibrationCache second, BinWidths widths) {
    Map<Line, TensorRange> others = lines(second);
    List<String> onlyInFirst = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    lines(first)
        .forEach(
            (line, tensor) -> {
              TensorRange other = others.remove(line);
              if (other == null) {
                onlyInFirst.add(line.name());
              } else {
                tensors.add(
                    new Tensor(
                        line.name(), tensor.scale(), other.scale(), widths.of(tensor, other)));
              }
            });
    tensors.sort(Comparator.comparingDouble(Tensor::relative).reversed());
    Set<String> repeated = new LinkedHashSet<>(repeated(first));
    repeated.addAll(repeated(second));
    return new CacheDiff(
        onlyInFirst,
        others.keySet().stream().map(Line::name).toList(),
        tensors,
        List.copyOf(repeated));
  }

  /** The largest {@link Tensor#relative()}; 0 when no tensor is in both. */
  public double worst() {
    return tensors.isEmpty() ? 0 : tensors.get(0).relative();
  }

  /** Whether a name is in one cache only, or a tensor differs by more than the tolerance. */
  public boolean apart(Tolerance tolerance) {
    return !onlyInFirst.isEmpty()
        || !onlyInSecond.isEmpty()
        || tensors.stream().anyMatch(tolerance::isExceededBy);
  }

  /** A tensor's line: its name and how many lines of that name stand above it. */
  private record Line(String name, int above) {}

  private static Map<Line, TensorRange> lines(CalibrationCache cache) {
    Map<Line, TensorRange> lines = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (TensorRange tensor : cache.entries()) {
      int above = seen.merge(tensor.name(), 1, Integer::sum) - 1;
      lines.put(new Line(tensor.name(), above), tensor);
    }
    return lines;
  }

  /** Names that stand more than once, in the file's order. */
  static Set<String> repeated(CalibrationCache cache) {
    Set<String> seen = new LinkedHashSet<>();
    Set<String> repeated = new LinkedHashSet<>();
    for (TensorRange tensor : cache.entries()) {
      if (!seen.add(tensor.name())) {
        repeated.add(tensor.name());
      }
    }
    return repeated;
  }
}
