package dev.trtcal.cli;

import dev.trtcal.Component;
import dev.trtcal.doctor.Diagnosis;
import java.io.PrintWriter;
import java.util.Locale;
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

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Diagnosis diagnosis = Diagnosis.ofThisMachine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(diagnosis.json());
    } else {
      print(out, diagnosis);
    }
    out.flush();
    return diagnosis.canCalibrate() ? ExitCode.DONE : ExitCode.ENVIRONMENT;
  }

  private static void print(PrintWriter out, Diagnosis diagnosis) {
    out.println("trtcal " + Version.current());
    for (Diagnosis.Engine engine : diagnosis.engines()) {
      out.println();
      out.println("engine " + engine.id() + ": " + (engine.canRun() ? "can run" : "cannot run"));
      engine.components().forEach(component -> print(out, component));
      if (!engine.canRun() && !engine.lossWithout().isEmpty()) {
        out.println("  so there is " + engine.lossWithout());
      }
    }
    out.println();
    out.println("both");
    diagnosis.common().forEach(component -> print(out, component));
  }

  private static void print(PrintWriter out, Component component) {
    out.println("  " + line(component));
    if (component.status() == Component.Status.OK && !component.advice().isEmpty()) {
      out.println(INDENT + component.advice());
    }
    component.tried().forEach(place -> out.println(INDENT + "tried " + place));
  }

  private static String line(Component component) {
    String status =
        String.format(Locale.ROOT, "%-8s", component.status().name().toLowerCase(Locale.ROOT));
    if (component.status() == Component.Status.OK) {
      return (status + component.name() + " " + component.version() + "  " + component.path())
          .stripTrailing();
    }
    String where = component.path().isEmpty() ? "" : " (" + component.path() + ")";
    return status + component.name() + where + ": " + component.advice();
  }
}
