package dev.trtcal.cache;

import static dev.trtcal.cache.Problems.CALIBRATE_AGAIN;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorNames;
import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache's names against those of the model.
 *
 * @param algorithm expected, if one is; else the header's counts
 * @param inputs the network's inputs of a floating type
 */
record NameCheck(
    CalibrationCache cache,
    Optional<Algorithm> algorithm,
    Optional<Path> model,
    List<String> inputs,
    Problems problems) {
  private static final Logger log = LoggerFactory.getLogger(NameCheck.class);

  /**
   * Compares.
   *
   * @return whether any list of the model's names was there to compare with
   */
  boolean run() {
    Set<String> own = new LinkedHashSet<>();
    cache.entries().forEach(tensor -> own.add(tensor.name()));
    Optional<Algorithm> judged = algorithm.isPresent() ? algorithm : cache.header().algorithm();
    Optional<Algorithm> fusing = judged.filter(NameCheck::measuresAfterFusion);
    Optional<TensorNames> left = fusing.flatMap(kind -> names(kind, false));
    Optional<TensorNames> all = names(Algorithm.minMax(), true);
    // Whether an after-fusion calibrator was told to measure before fusion stands nowhere in the
    // cache: the list that fits better is the one.
    List<TensorNames> exact = Stream.of(left, all).flatMap(Optional::stream).toList();
    boolean mayLackSome = judged.isEmpty() || (fusing.isPresent() && left.isEmpty());
    exact.stream()
        .map(names -> new NameComparison(names, own, mayLackSome))
        .min(Comparator.comparingInt(NameComparison::differences))
        .ifPresent(this::tell);
    if (exact.isEmpty() || mayLackSome) {
      for (String input : inputs) {
        if (!own.contains(input) && all.map(names -> names.names().contains(input)).orElse(true)) {
          problems.add(
              Kind.MISSING,
              input,
              "there is no line for the input " + input,
              "it is another model's cache, or was cut; " + CALIBRATE_AGAIN);
        }
      }
    }
    return !exact.isEmpty();
  }

  private static boolean measuresAfterFusion(Algorithm algorithm) {
    return algorithm instanceof Algorithm.Entropy || algorithm instanceof Algorithm.Legacy;
  }

  private Optional<TensorNames> names(Algorithm kind, boolean beforeFusion) {
    if (model.isEmpty()) {
      return Optional.empty();
    }
    for (CalibrationEngine engine : Calibration.engines()) {
      try {
        Optional<TensorNames> names = engine.tensorNames(model.get(), kind, beforeFusion);
        if (names.isPresent()) {
          return names;
        }
      } catch (InvalidInputException e) {
        log.warn("the tensors' names are not compared with the model's: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  private void tell(NameComparison names) {
    List<String> assumptions = names.model().assumptions();
    Severity severity = assumptions.isEmpty() ? Severity.PROBLEM : Severity.WARNING;
    String doubt =
        assumptions.isEmpty()
            ? ""
            : " (the model's names were partly assumed: " + String.join("; ", assumptions) + ")";
    if (names.isCut()) {
      problems.add(
          Kind.TRUNCATED,
          severity,
          Optional.empty(),
          "the last "
              + names.missing().size()
              + " of the model's "
              + names.model().names().size()
              + " tensors are missing"
              + doubt,
          "TensorRT would build an engine that is partly not INT8; " + CALIBRATE_AGAIN);
    }
    for (String name : names.missing()) {
      problems.add(
          Kind.MISSING,
          severity,
          Optional.of(name),
          "the model has this tensor, the cache no line for it" + doubt,
          "TensorRT would not run it in INT8, with a warning only; " + CALIBRATE_AGAIN);
    }
    for (String name : names.foreign()) {
      problems.add(
          Kind.FOREIGN,
          severity,
          Optional.of(name),
          "the model has no such tensor" + doubt,
          "is it another model's cache? " + CALIBRATE_AGAIN);
    }
  }
}
