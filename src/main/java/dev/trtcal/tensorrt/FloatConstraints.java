package dev.trtcal.tensorrt;

import dev.trtcal.UsageException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which layers of a network must compute in FP32, by patterns of names. */
final class FloatConstraints {
  private static final int EXAMPLES = 3;

  private FloatConstraints() {}

  /**
   * Constrains every layer that a pattern names, and has the builder obey.
   *
   * @param patterns see {@link dev.trtcal.BuildOptions#keepFp32}
   * @return the layers' names, in the network's order
   * @throws UsageException {@code keep.unknown} when a pattern names no layer that computes in
   *     floating point; the network is then unchanged
   */
  static List<String> apply(Network network, BuilderConfig config, Collection<String> patterns) {
    if (patterns.isEmpty()) {
      return List.of();
    }
    List<NetworkLayer> layers = network.layers();
    Set<String> inputs =
        network.inputs().stream().map(TensorInfo::name).collect(Collectors.toSet());
    Set<Integer> chosen = new TreeSet<>();
    for (String pattern : new LinkedHashSet<>(patterns)) {
      List<NetworkLayer> named = named(layers, inputs, pattern);
      if (named.isEmpty()) {
        throw unknown(pattern, layers);
      }
      named.forEach(layer -> chosen.add(layer.index()));
    }
    config.set(BuilderFlag.OBEY_PRECISION_CONSTRAINTS, true);
    for (int index : chosen) {
      network.setPrecision(layers.get(index), DataType.FLOAT);
    }
    return chosen.stream().map(index -> layers.get(index).name()).toList();
  }

  /** Constants and what computes integers, shapes most of all, have no precision to keep. */
  private static boolean canBeKept(NetworkLayer layer) {
    return layer.floating() && !layer.constant();
  }

  private static List<NetworkLayer> named(
      List<NetworkLayer> layers, Set<String> inputs, String pattern) {
    Predicate<String> matches = compile(pattern).asMatchPredicate();
    return layers.stream()
        .filter(FloatConstraints::canBeKept)
        .filter(
            layer ->
                matches.test(layer.name())
                    || layer.outputs().stream().anyMatch(matches)
                    || layer.inputs().stream().filter(inputs::contains).anyMatch(matches))
        .toList();
  }

  private static Pattern compile(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("(?<=[*?])|(?=[*?])", -1)) {
      regex.append(
          switch (part) {
            case "*" -> ".*";
            case "?" -> ".";
            default -> Pattern.quote(part);
          });
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static UsageException unknown(String pattern, List<NetworkLayer> layers) {
    List<String> examples =
        layers.stream()
            .filter(FloatConstraints::canBeKept)
            .limit(EXAMPLES)
            .map(NetworkLayer::name)
            .toList();
    return new UsageException(
        "keep.unknown",
        "keep in FP32: '"
            + pattern
            + "' names no layer of this network that computes in floating point, and no tensor of"
            + " one"
            + (examples.isEmpty() ? "" : "; its first layers are " + String.join(", ", examples)));
  }
}
