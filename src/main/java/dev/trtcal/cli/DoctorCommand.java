package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.Component;
import dev.trtcal.image.ImageDecoder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final String INDENT = "            ";
  private static final String OTHER_FOLDER = "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER";
  private static final long ENOUGH = 1L << 30;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    List<CalibrationEngine> engines = Calibration.engines();
    Map<CalibrationEngine, List<Component>> needs = new LinkedHashMap<>();
    engines.forEach(engine -> needs.put(engine, engine.diagnosis()));
    List<Component> common = List.of(jdk(), jpeg(), temporaryFolder());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(needs, common));
    } else {
      print(out, needs, common);
    }
    return needs.values().stream().anyMatch(DoctorCommand::usable)
        ? ExitCode.DONE
        : ExitCode.ENVIRONMENT;
  }

  private static void print(
      PrintWriter out, Map<CalibrationEngine, List<Component>> needs, List<Component> common) {
    out.println("trtcal " + Version.current());
    needs.forEach(
        (engine, components) -> {
          out.println();
          out.println(
              "engine " + engine.id() + ": " + (usable(components) ? "can run" : "cannot run"));
          components.forEach(component -> print(out, component));
          if (!usable(components) && !engine.lossWithout().isEmpty()) {
            out.println("  so there is " + engine.lossWithout());
          }
        });
    out.println();
    out.println("both");
    common.forEach(component -> print(out, component));
    out.flush();
  }

  private static void print(PrintWriter out, Component component) {
    out.println("  " + line(component));
    if (component.status() == Component.Status.OK && !component.advice().isEmpty()) {
      out.println(INDENT + component.advice());
    }
    component.tried().forEach(place -> out.println(INDENT + "tried " + place));
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

  private static JsonObject toJson(
      Map<CalibrationEngine, List<Component>> needs, List<Component> common) {
    JsonArray list = new JsonArray();
    common.forEach(component -> list.add(toJson(component, "all")));
    JsonArray engines = new JsonArray();
    needs.forEach(
        (engine, components) -> {
          components.forEach(component -> list.add(toJson(component, engine.id())));
          JsonObject entry = new JsonObject();
          entry.addProperty("id", engine.id());
          entry.addProperty("canRun", usable(components));
          entry.addProperty("lossWithout", engine.lossWithout());
          engines.add(entry);
        });
    JsonObject root = new JsonObject();
    root.add("components", list);
    root.add("engines", engines);
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

  private static Component jpeg() {
    Component jpeg = ImageDecoder.jpegComponent();
    return jpeg.status() == Component.Status.OK
        ? jpeg
        : jpeg.advising(
            jpeg.advice()
                + "; until then ImageIO decodes JPEG: slower, and not always to Pillow's pixels");
  }

  /** Where the shim and ONNX Runtime are unpacked, and the optimised network lies for a while. */
  private static Component temporaryFolder() {
    String name = "temporary folder";
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isWritable(folder)) {
      return Component.broken(
          name, "", folder.toString(), "cannot be written; name another by " + OTHER_FOLDER);
    }
    long free = folder.toFile().getUsableSpace();
    Component found =
        Component.ok(
            name,
            String.format(Locale.ROOT, "%.1f GiB free", free / (double) (1L << 30)),
            folder.toString());
    return free >= ENOUGH
        ? found
        : found.advising(
            "little room for native libraries and networks; name another by " + OTHER_FOLDER);
  }

  private static String word(Component component) {
    return component.status().name().toLowerCase(Locale.ROOT);
  }

  private static boolean usable(List<Component> components) {
    return components.stream().allMatch(component -> component.status() == Component.Status.OK);
  }
}
