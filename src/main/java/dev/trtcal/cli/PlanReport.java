package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.TensorRange;
import dev.trtcal.tensorrt.EngineLayer;
import dev.trtcal.tensorrt.FloatReason;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which layers of an engine run in which precision, for people and for programs. */
final class PlanReport {
  private final Path plan;
  private final List<EngineLayer> layers;
  private final Optional<FloatReason> reasons;

  /**
   * @param scales the cache that the engine was built with, where it is known
   */
  PlanReport(Path plan, List<EngineLayer> layers, Optional<List<TensorRange>> scales) {
    this.plan = plan;
    this.layers = layers;
    this.reasons = scales.map(FloatReason::new);
  }

  void print(PrintWriter out) {
    out.println(plan + ": " + layers.size() + " layers" + summary());
    out.println();
    TextTable table = new TextTable("layer", "kind", "runs in", "gives");
    for (EngineLayer layer : layers) {
      table.row(
          layer.name(),
          layer.kind().isEmpty() ? "-" : layer.kind(),
          layer.precision().map(PlanReport::word).orElse("-"),
          layer.outputs().stream().map(edge -> word(edge.precision())).findFirst().orElse("-"));
    }
    table.print(out, "  ");
    for (EngineLayer layer : layers) {
      reason(layer).ifPresent(why -> out.println("stays float: " + layer.name() + ": " + why));
    }
    if (layers.stream().allMatch(layer -> layer.kind().isEmpty())) {
      out.println(
          "the engine was built without detailed profiling, so only names are known; trtcal builds with it");
    }
    out.flush();
  }

  private String summary() {
    Map<EngineLayer.Precision, Integer> counts = new EnumMap<>(EngineLayer.Precision.class);
    for (EngineLayer layer : layers) {
      if (!layer.isReformat()) {
        layer.precision().ifPresent(precision -> counts.merge(precision, 1, Integer::sum));
      }
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((precision, count) -> parts.add(count + " in " + word(precision)));
    return parts.isEmpty() ? "" : ", " + String.join(", ", parts) + " (reformats aside)";
  }

  private Optional<String> reason(EngineLayer layer) {
    return reasons.flatMap(why -> why.of(layer));
  }

  private static String word(EngineLayer.Precision precision) {
    return precision == EngineLayer.Precision.OTHER ? "other" : precision.name();
  }

  JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("plan", plan.toString());
    JsonArray array = new JsonArray();
    for (EngineLayer layer : layers) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", layer.name());
      entry.addProperty("kind", layer.kind());
      entry.addProperty(
          "precision", layer.precision().map(p -> p.name().toLowerCase(Locale.ROOT)).orElse(null));
      entry.add("inputs", edges(layer.inputs()));
      entry.add("outputs", edges(layer.outputs()));
      JsonArray nodes = new JsonArray();
      layer.onnxNodes().forEach(nodes::add);
      entry.add("onnxNodes", nodes);
      entry.addProperty("reason", reason(layer).orElse(null));
      array.add(entry);
    }
    root.add("layers", array);
    return root;
  }

  private static JsonArray edges(List<EngineLayer.Edge> edges) {
    JsonArray array = new JsonArray();
    for (EngineLayer.Edge edge : edges) {
      JsonObject entry = new JsonObject();
      entry.addProperty("tensor", edge.tensor());
      entry.addProperty("precision", edge.precision().name().toLowerCase(Locale.ROOT));
      array.add(entry);
    }
    return array;
  }
}
