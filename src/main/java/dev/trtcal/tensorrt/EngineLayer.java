package dev.trtcal.tensorrt;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.trtcal.CalibrationFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One layer of an engine, as TensorRT's inspector tells it.
 *
 * @param name in TensorRT's words; a fused layer's holds the names of its parts
 * @param kind TensorRT's layer type, such as {@code CaskConvolution} or {@code Reformat}; empty
 *     where the engine was built without detailed profiling
 * @param inputs what it reads
 * @param outputs what it writes
 * @param weights the precision of its weights, where it has any
 * @param onnxNodes the nodes of the model that were fused into it, in order
 */
public record EngineLayer(
    String name,
    String kind,
    List<Edge> inputs,
    List<Edge> outputs,
    Optional<Precision> weights,
    List<String> onnxNodes) {
  private static final Pattern ONNX_NODE =
      Pattern.compile("\\[ONNX Layer: (.*?)\\](?=\\u001e|$)", Pattern.DOTALL);

  public EngineLayer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    Objects.requireNonNull(weights, "weights");
    onnxNodes = List.copyOf(onnxNodes);
  }

  /** A tensor between layers and the precision in which it travels. */
  public record Edge(String tensor, Precision precision) {}

  /** What numbers are computed in. */
  public enum Precision {
    INT8,
    FP16,
    FP32,
    /** Integers of shapes and indices, booleans, and whatever a later TensorRT may add. */
    OTHER;

    /** Reads TensorRT's words, such as {@code Int8} or {@code Row major linear FP16 format}. */
    static Precision of(String words) {
      String text = words.toLowerCase(Locale.ROOT);
      if (text.contains("int8")) {
        return INT8;
      }
      if (text.contains("half") || text.contains("fp16")) {
        return FP16;
      }
      return text.contains("float") || text.contains("fp32") ? FP32 : OTHER;
    }
  }

  /**
   * What the layer computes in: its weights' precision, or where it has none that of what it reads
   * first.
   *
   * @return empty where the engine was built without detailed profiling
   */
  public Optional<Precision> precision() {
    return weights.isPresent() ? weights : inputs.stream().map(Edge::precision).findFirst();
  }

  /** Whether it only moves numbers between layouts and precisions. */
  public boolean isReformat() {
    return kind.equals("Reformat") || kind.equals("NoOp");
  }

  /**
   * Reads the inspector's JSON.
   *
   * @throws CalibrationFailedException {@code engine.inspector} when it is not what TensorRT 10
   *     writes
   */
  static List<EngineLayer> parse(String json) {
    try {
      List<EngineLayer> layers = new ArrayList<>();
      for (JsonElement layer :
          JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("Layers")) {
        layers.add(
            layer.isJsonObject()
                ? of(layer.getAsJsonObject())
                : new EngineLayer(
                    layer.getAsString(), "", List.of(), List.of(), Optional.empty(), List.of()));
      }
      return List.copyOf(layers);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException e) {
      throw new CalibrationFailedException(
          "engine.inspector",
          "TensorRT's engine inspector answered what cannot be read (" + e.getMessage() + ")",
          e);
    }
  }

  private static EngineLayer of(JsonObject layer) {
    Optional<Precision> weights = Optional.empty();
    if (layer.get("Weights") instanceof JsonObject described) {
      String type = described.get("Type").getAsString();
      long count = described.has("Count") ? described.get("Count").getAsLong() : 1;
      weights = count > 0 ? Optional.of(Precision.of(type)) : Optional.empty();
    }
    return new EngineLayer(
        layer.get("Name").getAsString(),
        layer.get("LayerType").getAsString(),
        edges(layer.getAsJsonArray("Inputs")),
        edges(layer.getAsJsonArray("Outputs")),
        weights,
        nodes(layer.has("Metadata") ? layer.get("Metadata").getAsString() : ""));
  }

  private static List<Edge> edges(JsonArray tensors) {
    List<Edge> edges = new ArrayList<>();
    for (JsonElement element : tensors) {
      JsonObject tensor = element.getAsJsonObject();
      edges.add(
          new Edge(
              tensor.get("Name").getAsString(),
              Precision.of(tensor.get("Format/Datatype").getAsString())));
    }
    return edges;
  }

  private static List<String> nodes(String metadata) {
    List<String> nodes = new ArrayList<>();
    for (Matcher found = ONNX_NODE.matcher(metadata); found.find(); ) {
      nodes.add(found.group(1));
    }
    return nodes;
  }
}
