package dev.trtcal.doctor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Component;
import java.util.Locale;

/** A diagnosis for programs. */
final class DiagnosisJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private DiagnosisJson() {}

  static String print(Diagnosis diagnosis) {
    JsonArray components = new JsonArray();
    diagnosis.common().forEach(component -> components.add(toJson(component, "all")));
    JsonArray engines = new JsonArray();
    for (Diagnosis.Engine engine : diagnosis.engines()) {
      engine.components().forEach(component -> components.add(toJson(component, engine.id())));
      JsonObject entry = new JsonObject();
      entry.addProperty("id", engine.id());
      entry.addProperty("canRun", engine.canRun());
      entry.addProperty("lossWithout", engine.lossWithout());
      engines.add(entry);
    }
    JsonObject root = new JsonObject();
    root.add("components", components);
    root.add("engines", engines);
    return GSON.toJson(root);
  }

  private static JsonObject toJson(Component component, String engine) {
    JsonObject entry = new JsonObject();
    entry.addProperty("name", component.name());
    entry.addProperty("engine", engine);
    entry.addProperty("status", component.status().name().toLowerCase(Locale.ROOT));
    entry.addProperty("version", component.version());
    entry.addProperty("path", component.path());
    entry.addProperty("advice", component.advice());
    JsonArray tried = new JsonArray();
    component.tried().forEach(tried::add);
    entry.add("tried", tried);
    return entry;
  }
}
