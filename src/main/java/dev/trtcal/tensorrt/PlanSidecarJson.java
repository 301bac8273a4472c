package dev.trtcal.tensorrt;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.trtcal.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A plan's sidecar as JSON. */
final class PlanSidecarJson {
  /** Raised when a reader of the format before could misunderstand the new one. */
  private static final int FORMAT = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private PlanSidecarJson() {}

  static String print(PlanSidecar sidecar) {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("tool", sidecar.tool());
    JsonObject plan = new JsonObject();
    plan.addProperty("bytes", sidecar.planBytes());
    plan.addProperty("sha256", sidecar.planSha256());
    root.add("plan", plan);
    root.addProperty("tensorRt", sidecar.tensorRt());
    JsonObject gpu = new JsonObject();
    gpu.addProperty("name", sidecar.gpu());
    gpu.addProperty("computeCapability", sidecar.computeCapability());
    root.add("gpu", gpu);
    JsonObject model = new JsonObject();
    model.addProperty("file", sidecar.modelName());
    model.addProperty("sha256", sidecar.modelSha256());
    root.add("model", model);
    JsonObject cache = new JsonObject();
    cache.addProperty("sha256", sidecar.cacheSha256());
    cache.addProperty("algorithm", sidecar.algorithm());
    cache.addProperty("batch", sidecar.batch());
    root.add("cache", cache);
    JsonObject options = new JsonObject();
    new TreeMap<>(sidecar.options()).forEach(options::addProperty);
    root.add("options", options);
    JsonArray kept = new JsonArray();
    sidecar.keptFp32().forEach(kept::add);
    root.add("keptFp32", kept);
    return GSON.toJson(root) + "\n";
  }

  static PlanSidecar parse(String text, Path file) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int format = root.get("format").getAsInt();
      if (format != FORMAT) {
        throw unreadable(file, "has format " + format + ", this version knows " + FORMAT, null);
      }
      JsonObject plan = root.getAsJsonObject("plan");
      JsonObject gpu = root.getAsJsonObject("gpu");
      JsonObject model = root.getAsJsonObject("model");
      JsonObject cache = root.getAsJsonObject("cache");
      Map<String, String> options = new LinkedHashMap<>();
      root.getAsJsonObject("options")
          .entrySet()
          .forEach(option -> options.put(option.getKey(), option.getValue().getAsString()));
      List<String> kept = new ArrayList<>();
      root.getAsJsonArray("keptFp32").forEach(layer -> kept.add(layer.getAsString()));
      return new PlanSidecar(
          root.get("tool").getAsString(),
          plan.get("bytes").getAsLong(),
          plan.get("sha256").getAsString(),
          root.get("tensorRt").getAsString(),
          gpu.get("name").getAsString(),
          gpu.get("computeCapability").getAsString(),
          model.get("file").getAsString(),
          model.get("sha256").getAsString(),
          cache.get("sha256").getAsString(),
          cache.get("algorithm").getAsString(),
          cache.get("batch").getAsInt(),
          options,
          kept);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | ClassCastException
        | NumberFormatException e) {
      throw unreadable(file, "is no sidecar of an engine plan (" + e.getMessage() + ")", e);
    }
  }

  private static InvalidInputException unreadable(Path file, String why, Throwable cause) {
    return new InvalidInputException("sidecar.unreadable", file + ": " + why, cause);
  }
}
