package dev.trtcal.demo.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.Component;
import java.util.Locale;

/** What {@code trtcal doctor --json} says of the engines, in the same fields. */
final class Health {
  private Health() {}

  static JsonObject json() {
    JsonArray components = new JsonArray();
    JsonArray engines = new JsonArray();
    for (CalibrationEngine engine : Calibration.engines()) {
      boolean canRun = true;
      for (Component component : engine.diagnosis()) {
        canRun &= component.status() == Component.Status.OK;
        components.add(json(component, engine.id()));
      }
      JsonObject entry = new JsonObject();
      entry.addProperty("id", engine.id());
      entry.addProperty("canRun", canRun);
      entry.addProperty("lossWithout", engine.lossWithout());
      engines.add(entry);
    }
    JsonObject root = new JsonObject();
    root.add("components", components);
    root.add("engines", engines);
    return root;
  }

  private static JsonObject json(Component component, String engine) {
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
