package dev.trtcal.cache;

import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a check has found so far. */
final class Problems {
  /** What mends most of it. */
  static final String CALIBRATE_AGAIN = "calibrate again";

  private final List<CacheProblem> found = new ArrayList<>();

  void add(Kind kind, String detail, String advice) {
    add(kind, Severity.PROBLEM, Optional.empty(), detail, advice);
  }

  void add(Kind kind, String tensor, String detail, String advice) {
    add(kind, Severity.PROBLEM, Optional.of(tensor), detail, advice);
  }

  void add(Kind kind, Severity severity, Optional<String> tensor, String detail, String advice) {
    found.add(new CacheProblem(kind, severity, tensor, detail, advice));
  }

  /** Whether there is one of a tensor: one a tensor is enough. */
  boolean tellOf(String tensor) {
    return found.stream()
        .anyMatch(
            problem -> problem.isProblem() && problem.tensor().filter(tensor::equals).isPresent());
  }

  /** Problems before warnings. */
  List<CacheProblem> inOrder() {
    return found.stream().sorted(Comparator.comparing(CacheProblem::severity)).toList();
  }
}
