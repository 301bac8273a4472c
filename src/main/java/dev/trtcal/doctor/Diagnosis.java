package dev.trtcal.doctor;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.Component;
import java.util.List;

/**
 * What is installed, what is missing, and what would mend it: what {@code trtcal doctor} shows.
 *
 * @param common what every engine uses
 * @param engines each with what it needs besides
 */
public record Diagnosis(List<Component> common, List<Engine> engines) {
  public Diagnosis {
    common = List.copyOf(common);
    engines = List.copyOf(engines);
  }

  /**
   * An engine on this machine.
   *
   * @param id {@link CalibrationEngine#id()}
   * @param components what it needs, in the order in which it is needed
   * @param lossWithout what there is not while it cannot run, and what goes on all the same
   */
  public record Engine(String id, List<Component> components, String lossWithout) {
    public Engine {
      components = List.copyOf(components);
    }

    /** Whether every component can be used. */
    public boolean canRun() {
      return components.stream().allMatch(part -> part.status() == Component.Status.OK);
    }
  }

  /**
   * Looks; where there is a GPU, pins memory as a trial, so not for every request of a service.
   * Never throws.
   */
  public static Diagnosis ofThisMachine() {
    return new Diagnosis(
        CommonParts.all(),
        Calibration.engines().stream()
            .map(engine -> new Engine(engine.id(), engine.diagnosis(), engine.lossWithout()))
            .toList());
  }

  /** Whether any engine can run. */
  public boolean canCalibrate() {
    return engines.stream().anyMatch(Engine::canRun);
  }

  /** One JSON object; its fields: docs/doctor.md. */
  public String json() {
    return DiagnosisJson.print(this);
  }
}
