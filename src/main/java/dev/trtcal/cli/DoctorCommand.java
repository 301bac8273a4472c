package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.Component;
import dev.trtcal.image.ImageDecoder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal doctor}: what is installed, what is missing, and what that means. */
@Command(
    name = "doctor",
    description = "Show what is installed, what is missing, and what would mend it.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    List<CalibrationEngine> engines = Calibration.engines();
    Map<CalibrationEngine, List<Component>> needs = new LinkedHashMap<>();
    engines.forEach(engine -> needs.put(engine, engine.components()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(needs));
    } else {
      print(out, needs);
    }
    return needs.values().stream().anyMatch(DoctorCommand::usable)
        ? ExitCode.DONE
        : ExitCode.ENVIRONMENT;
  }

  private static void print(PrintWriter out, Map<CalibrationEngine, List<Component>> needs) {
    out.println("trtcal " + Version.current());
    out.println("JDK " + jdk().version() + "  " + jdk().path());
    needs.forEach(
        (engine, components) -> {
          out.println();
          out.println(
              "engine " + engine.id() + ": " + (usable(components) ? "can run" : "cannot run"));
          for (Component component : components) {
            out.println("  " + line(component));
            component.tried().forEach(place -> out.println("            tried " + place));
          }
        });
    out.println();
    out.println("images");
    Component jpeg = ImageDecoder.jpegComponent();
    out.println("  " + line(jpeg));
    jpeg.tried().forEach(place -> out.println("            tried " + place));
    if (jpeg.status() != Component.Status.OK) {
      out.println(
          "            without it ImageIO decodes JPEG: slower, and not always to Pillow's pixels");
    }
    out.flush();
  }

  private static String line(Component component) {
    String status = String.format(Locale.ROOT, "%-8s", word(component));
    if (component.status() == Component.Status.OK) {
      return (status + component.name() + " " + component.version() + "  " + component.path())
          .stripTrailing();
    }
    String where = component.path().isEmpty() ? "" : " (" + component.path() + ")";
    return status + component.name() + where + ": " + component.advice();
  }

  private static JsonObject toJson(Map<CalibrationEngine, List<Component>> needs) {
    JsonArray list = new JsonArray();
    list.add(toJson(jdk(), "all"));
    list.add(toJson(ImageDecoder.jpegComponent(), "all"));
    needs.forEach(
        (engine, components) ->
            components.forEach(component -> list.add(toJson(component, engine.id()))));
    JsonObject root = new JsonObject();
    root.add("components", list);
    return root;
  }

  private static JsonObject toJson(Component component, String engine) {
    JsonObject entry = new JsonObject();
    entry.addProperty("name", component.name());
    entry.addProperty("engine", engine);
    entry.addProperty("status", word(component));
    entry.addProperty("version", component.version());
    entry.addProperty("path", component.path());
    entry.addProperty("advice", component.advice());
    JsonArray tried = new JsonArray();
    component.tried().forEach(tried::add);
    entry.add("tried", tried);
    return entry;
  }

  private static Component jdk() {
    return Component.ok("JDK", Runtime.version().toString(), System.getProperty("java.home"));
  }

  private static String word(Component component) {
    return component.status().name().toLowerCase(Locale.ROOT);
  }

  private static boolean usable(List<Component> components) {
    return components.stream().allMatch(component -> component.status() == Component.Status.OK);
  }
}
