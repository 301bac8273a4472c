package dev.trtcal.tensorrt;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.TrtcalException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds that TensorRT is known to fail, told before minutes are spent on them. */
final class KnownFailures {
  private static final Logger log = LoggerFactory.getLogger(KnownFailures.class);

  /** Major and minor number of the TensorRT in which they were seen. */
  private static final int KNOWN_OF = 1006;

  private KnownFailures() {}

  /**
   * Looks for them.
   *
   * @param version TensorRT's: they are known of one
   * @throws CalibrationFailedException {@code build.known} with the first of them, unless the user
   *     goes on all the same
   */
  static void check(Calibration calibration, int version) {
    for (CalibrationEngine engine : Calibration.engines()) {
      List<String> failures = List.of();
      try {
        failures = engine.knownBuildFailures(calibration);
      } catch (TrtcalException e) {
        // What this engine cannot read TensorRT may read all the same.
        log.debug("known failures are not looked for: {}", e.getMessage());
      }
      if (!failures.isEmpty() && version / 100 == KNOWN_OF && !calibration.forceReuse()) {
        throw new CalibrationFailedException(
            "build.known",
            calibration.model() + ": " + failures.get(0) + "; --force tries all the same");
      }
      failures.forEach(failure -> log.warn("{}; tried all the same", failure));
    }
  }
}
