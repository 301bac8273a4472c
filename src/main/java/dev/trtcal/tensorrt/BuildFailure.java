package dev.trtcal.tensorrt;

import dev.trtcal.CalibrationFailedException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a failed build throws. */
final class BuildFailure {
  private static final String NO_DATA = "no scaling factors";

  /** How the shim ends a message for which TensorRT has the reason. */
  private static final String IN_THE_LOG = "; TensorRT's log says why";

  private BuildFailure() {}

  /**
   * Chooses between what the calibrator or the monitor threw, which is why the build failed, and
   * what the build call threw.
   *
   * @param thrown by the build call
   * @param callback what they threw first, or null
   * @param log TensorRT's errors and warnings of this build
   * @return what the caller is to throw; an Error is thrown right here
   */
  static RuntimeException choose(
      Throwable thrown, Throwable callback, List<TensorRtLogger.Line> log) {
    if (callback == null) {
      if (thrown instanceof CalibrationFailedException failed) {
        return explained(failed, log);
      }
      return unchecked(thrown);
    }
    if (!log.isEmpty()) {
      callback.addSuppressed(
          new CalibrationFailedException("tensorrt.log", "TensorRT's log: " + text(log)));
    }
    return unchecked(callback);
  }

  /** Makes a call of TensorRT's and throws what fails with TensorRT's own words. */
  static <T> T explaining(Supplier<T> call) {
    try (TensorRtLogger.Capture log = TensorRtLogger.get().capture()) {
      try {
        return call.get();
      } catch (CalibrationFailedException e) {
        throw explained(e, log.lines());
      }
    }
  }

  private static CalibrationFailedException explained(
      CalibrationFailedException failed, List<TensorRtLogger.Line> log) {
    if (log.stream().anyMatch(line -> line.text().contains(NO_DATA))) {
      return new CalibrationFailedException(
          "calibration.nodata",
          "no calibration data came: the calibrator's first getBatch answered false; TensorRT's"
              + " log: "
              + text(log),
          failed);
    }
    String message = failed.getMessage();
    boolean unexplained = message.endsWith(IN_THE_LOG);
    if (log.isEmpty() && !unexplained) {
      return failed;
    }
    String what =
        unexplained ? message.substring(0, message.length() - IN_THE_LOG.length()) : message;
    return new CalibrationFailedException(
        failed.code(),
        what + (log.isEmpty() ? "; TensorRT gave no reason" : "; TensorRT's log: " + text(log)),
        failed);
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      return exception;
    }
    return new CalibrationFailedException(
        "calibrator.failed", "the calibrator failed: " + thrown, thrown);
  }

  private static String text(List<TensorRtLogger.Line> log) {
    return log.stream()
        .map(line -> line.toString().replaceAll("\\s+", " ").strip())
        .collect(Collectors.joining(" | "));
  }
}
