package dev.trtcal.cache;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.trtcal.CalibrationResult;
import dev.trtcal.DataDescription;
import dev.trtcal.Evidence;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A sidecar as JSON; numbers that JSON cannot hold are the strings Infinity and NaN. */
final class SidecarJson {
  /** Raised when a reader of the format before could misunderstand the new one. */
  private static final int FORMAT = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private SidecarJson() {}

  static String print(Sidecar sidecar) {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("tool", sidecar.tool());
    root.addProperty("engine", sidecar.engine());
    root.addProperty("algorithm", sidecar.algorithm());
    add(root, "quantile", sidecar.quantile());
    add(root, "cutoff", sidecar.cutoff());
    root.addProperty("beforeFusion", sidecar.beforeFusion());
    root.addProperty("header", sidecar.header());
    JsonObject model = new JsonObject();
    model.addProperty("file", sidecar.modelName());
    model.addProperty("sha256", sidecar.modelSha256());
    root.add("model", model);
    sidecar.data().ifPresent(data -> root.add("data", data(data)));
    root.add("feed", feed(sidecar.feed()));
    JsonArray tensors = new JsonArray();
    sidecar.tensors().forEach(tensor -> tensors.add(tensor(tensor)));
    root.add("tensors", tensors);
    JsonArray notes = new JsonArray();
    sidecar.notes().forEach(notes::add);
    root.add("notes", notes);
    return GSON.toJson(root) + "\n";
  }

  private static JsonObject data(DataDescription data) {
    JsonObject object = new JsonObject();
    object.addProperty("kind", data.kind());
    object.addProperty("preprocessing", data.preprocessing());
    object.addProperty("samples", data.samples());
    object.addProperty("files", data.files());
    object.addProperty("sha256", data.sha256());
    return object;
  }

  private static JsonObject feed(CalibrationResult.Feed feed) {
    JsonObject object = new JsonObject();
    object.addProperty("samples", feed.samples());
    object.addProperty("batches", feed.batches());
    object.addProperty("batch", feed.batchSize());
    object.addProperty("dropped", feed.dropped());
    JsonArray skipped = new JsonArray();
    for (SkippedInput file : feed.skipped()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("file", file.file());
      entry.addProperty("reason", file.reason());
      skipped.add(entry);
    }
    object.add("skipped", skipped);
    return object;
  }

  private static JsonObject tensor(TensorRange tensor) {
    JsonObject object = new JsonObject();
    object.addProperty("name", tensor.name());
    object.add(
        "scale",
        Float.isFinite(tensor.scale())
            ? new JsonPrimitive(tensor.scale())
            : new JsonPrimitive(Float.toString(tensor.scale())));
    add(object, "maxAbs", tensor.maxAbs());
    add(object, "clipRatio", tensor.clipRatio());
    tensor.evidence().ifPresent(evidence -> object.add("evidence", evidence(evidence)));
    return object;
  }

  private static JsonObject evidence(Evidence evidence) {
    JsonObject object = new JsonObject();
    evidence.bin().ifPresent(bin -> object.addProperty("bin", bin));
    add(object, "binWidth", evidence.binWidth());
    add(object, "rangeUsed", OptionalDouble.of(evidence.rangeUsed()));
    add(object, "runnerUp", evidence.runnerUp());
    add(object, "runnerUpExcess", evidence.runnerUpExcess());
    evidence.measuredOn().ifPresent(name -> object.addProperty("measuredOn", name));
    return object;
  }

  private static Evidence parseEvidence(JsonObject object) {
    JsonElement bin = object.get("bin");
    return new Evidence(
        bin == null ? OptionalInt.empty() : OptionalInt.of(bin.getAsInt()),
        number(object, "binWidth"),
        number(object, "rangeUsed").orElse(Double.NaN),
        number(object, "runnerUp"),
        number(object, "runnerUpExcess"),
        Optional.ofNullable(object.get("measuredOn")).map(JsonElement::getAsString));
  }

  private static void add(JsonObject object, String key, OptionalDouble value) {
    if (value.isPresent()) {
      double number = value.getAsDouble();
      object.add(
          key,
          Double.isFinite(number)
              ? new JsonPrimitive(number)
              : new JsonPrimitive(Double.toString(number)));
    }
  }

  static Sidecar parse(String text, Path origin) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int format = member(root, "format").getAsInt();
      if (format != FORMAT) {
        throw new InvalidInputException(
            "sidecar.unreadable",
            origin
                + ": is a sidecar of format "
                + format
                + ", this tool reads format "
                + FORMAT
                + "; use the version that wrote it, or calibrate again");
      }
      return parse(root);
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new InvalidInputException(
          "sidecar.unreadable",
          origin + ": is no sidecar of a cache (" + e.getMessage() + "); calibrate again",
          e);
    }
  }

  private static Sidecar parse(JsonObject root) {
    JsonObject model = member(root, "model").getAsJsonObject();
    List<TensorRange> tensors = new ArrayList<>();
    for (JsonElement element : member(root, "tensors").getAsJsonArray()) {
      JsonObject tensor = element.getAsJsonObject();
      tensors.add(
          new TensorRange(
              text(tensor, "name"),
              Float.parseFloat(text(tensor, "scale")),
              number(tensor, "maxAbs"),
              number(tensor, "clipRatio"),
              Optional.ofNullable(tensor.get("evidence"))
                  .map(evidence -> parseEvidence(evidence.getAsJsonObject()))));
    }
    List<String> notes = new ArrayList<>();
    member(root, "notes").getAsJsonArray().forEach(note -> notes.add(note.getAsString()));
    return new Sidecar(
        text(root, "tool"),
        text(root, "engine"),
        text(root, "algorithm"),
        number(root, "quantile"),
        number(root, "cutoff"),
        member(root, "beforeFusion").getAsBoolean(),
        text(root, "header"),
        text(model, "file"),
        text(model, "sha256"),
        Optional.ofNullable(root.get("data")).map(data -> parseData(data.getAsJsonObject())),
        parseFeed(member(root, "feed").getAsJsonObject()),
        tensors,
        notes);
  }

  private static DataDescription parseData(JsonObject data) {
    return new DataDescription(
        text(data, "kind"),
        text(data, "preprocessing"),
        member(data, "samples").getAsLong(),
        member(data, "files").getAsLong(),
        text(data, "sha256"));
  }

  private static CalibrationResult.Feed parseFeed(JsonObject feed) {
    List<SkippedInput> skipped = new ArrayList<>();
    for (JsonElement element : member(feed, "skipped").getAsJsonArray()) {
      JsonObject file = element.getAsJsonObject();
      skipped.add(new SkippedInput(text(file, "file"), text(file, "reason")));
    }
    return new CalibrationResult.Feed(
        member(feed, "samples").getAsLong(),
        member(feed, "batches").getAsLong(),
        member(feed, "batch").getAsInt(),
        member(feed, "dropped").getAsLong(),
        skipped);
  }

  private static JsonElement member(JsonObject object, String key) {
    JsonElement element = object.get(key);
    if (element == null || element.isJsonNull()) {
      throw new JsonParseException("it has no '" + key + "'");
    }
    return element;
  }

  private static String text(JsonObject object, String key) {
    return member(object, key).getAsString();
  }

  private static OptionalDouble number(JsonObject object, String key) {
    return object.has(key)
        ? OptionalDouble.of(Double.parseDouble(text(object, key)))
        : OptionalDouble.empty();
  }
}
