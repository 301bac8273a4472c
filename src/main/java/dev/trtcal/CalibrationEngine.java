package dev.trtcal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Something that can carry out a {@link Calibration}; found by {@link java.util.ServiceLoader}.
 * Users call {@link Calibration#run()} and do not meet engines; a third engine plugs in here.
 */
public interface CalibrationEngine {
  /** The name users choose it by: {@code tensorrt} or {@code cpu}. */
  String id();

  /** Which engine {@code auto} takes first: the available one of the highest preference. */
  int preference();

  /**
   * What the engine needs and how it stands on this machine, in the order in which it is needed. It
   * can run when every component is {@link Component.Status#OK}. Never throws; cheap enough to ask
   * before each run.
   */
  List<Component> components();

  /**
   * The components, and what else is worth knowing where somebody asks what this machine lacks;
   * slower. Never throws.
   */
  default List<Component> diagnosis() {
    return components();
  }

  /** What there is not while the engine cannot run, and what goes on all the same; a sentence. */
  default String lossWithout() {
    return "";
  }

  /**
   * The tensors that TensorRT calibrates in a model, without calibrating.
   *
   * @param algorithm decides whether TensorRT measures before layer fusion or after it
   * @param beforeFusion measure before fusion whatever the algorithm
   * @return empty when the engine cannot tell, here or for this algorithm
   * @throws InvalidInputException when the model cannot be read
   */
  default Optional<TensorNames> tensorNames(Path model, Algorithm algorithm, boolean beforeFusion) {
    return Optional.empty();
  }

  /**
   * Why TensorRT's build of such a calibration is known to fail, without trying it.
   *
   * @return one sentence each, with the way round; empty where the engine cannot tell
   * @throws InvalidInputException when the model cannot be read
   */
  default List<String> knownBuildFailures(Calibration calibration) {
    return List.of();
  }

  /**
   * Why this engine cannot carry out such a calibration on any machine; empty when it can.
   *
   * @return a clause such as {@code TensorRT has no calibrator for mse}
   */
  default Optional<String> objection(Calibration calibration) {
    return Optional.empty();
  }

  /**
   * Carries out a calibration and writes what it asks for: the cache as soon as it is whole, then
   * the engine plan.
   *
   * @throws TrtcalException when it fails; outputs are then as they were, but for a cache that was
   *     already whole
   */
  CalibrationResult calibrate(Calibration calibration, ProgressListener progress);
}
