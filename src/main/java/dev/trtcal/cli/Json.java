package dev.trtcal.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.PrintWriter;

/** One JSON object on standard output, and nothing else there. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  static void print(PrintWriter out, JsonElement value) {
    out.println(GSON.toJson(value));
    out.flush();
  }

  /**
   * Adds a number; JSON has no word for infinity and NaN, so they become the strings {@code
   * Infinity} and {@code NaN}.
   */
  static void add(JsonObject object, String key, float value) {
    if (Float.isFinite(value)) {
      object.addProperty(key, value);
    } else {
      object.addProperty(key, Float.toString(value));
    }
  }

  /** As {@link #add(JsonObject, String, float)}. */
  static void add(JsonObject object, String key, double value) {
    if (Double.isFinite(value)) {
      object.addProperty(key, value);
    } else {
      object.addProperty(key, Double.toString(value));
    }
  }

  /** Texts as an array. */
  static JsonArray strings(Iterable<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /** Adds a number, or null where there is none. */
  static void add(JsonObject object, String key, java.util.OptionalDouble value) {
    if (value.isPresent()) {
      add(object, key, value.getAsDouble());
    } else {
      object.add(key, JsonNull.INSTANCE);
    }
  }
}
