package dev.trtcal.cache;

import static dev.trtcal.cache.Problems.CALIBRATE_AGAIN;

import dev.trtcal.TensorRange;
import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A cache's scales: zero, infinite, no number at all.
 *
 * @param alwaysZero who can tell which tensors are zero whatever the network is fed; asked only
 *     when needed
 */
record ScaleCheck(
    CalibrationCache cache,
    Optional<Sidecar> sidecar,
    Supplier<Optional<Set<String>>> alwaysZero,
    Problems problems) {
  void run() {
    Map<String, Float> before = new HashMap<>();
    sidecar.ifPresent(
        known -> known.tensors().forEach(tensor -> before.put(tensor.name(), tensor.scale())));
    List<String> zeros = new ArrayList<>();
    for (TensorRange tensor : cache.entries()) {
      float scale = tensor.scale();
      String name = tensor.name();
      if (Float.isNaN(scale)) {
        problems.add(Kind.NAN, name, "the scale is no number", CALIBRATE_AGAIN);
      } else if (Float.isInfinite(scale)) {
        problems.add(
            Kind.INFINITE,
            name,
            "the scale is infinite",
            "look for an infinity in the calibration data, which TensorRT does not report");
      } else if (Float.floatToRawIntBits(scale) < 0) {
        problems.add(Kind.NEGATIVE, name, "the scale " + scale + " is negative", CALIBRATE_AGAIN);
      } else if (scale == 0) {
        Float original = before.get(name);
        if (original == null || original != 0) {
          zeros.add(name);
        }
      } else if (scale < Float.MIN_NORMAL) {
        problems.add(
            Kind.DENORMAL,
            name,
            "the scale " + scale + " is denormal, and may count as zero",
            CALIBRATE_AGAIN + "; a tensor this small is better left out of INT8");
      }
    }
    if (!zeros.isEmpty()) {
      checkZeros(zeros, before);
    }
  }

  /** TensorRT itself writes 0 for a tensor that was zero in every batch. */
  private void checkZeros(List<String> zeros, Map<String, Float> before) {
    Optional<Set<String>> always = alwaysZero.get();
    for (String name : zeros) {
      if (before.containsKey(name)) {
        problems.add(
            Kind.ZERO,
            name,
            "the scale is 0, the calibration found " + before.get(name),
            CALIBRATE_AGAIN);
      } else if (always.isEmpty()) {
        problems.add(
            Kind.ZERO,
            Severity.WARNING,
            Optional.of(name),
            "the scale is 0: either the tensor was zero in all calibration data, or its scale was"
                + " lost",
            CALIBRATE_AGAIN + " if it should not be zero");
      } else if (!always.get().contains(name)) {
        problems.add(
            Kind.ZERO,
            name,
            "the scale is 0, but the network computes other values for it",
            "its scale was lost, or the calibration data never reach it; " + CALIBRATE_AGAIN);
      }
    }
  }
}
