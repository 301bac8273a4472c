package dev.trtcal.analysis.audit;

import java.util.List;
import java.util.Objects;

/**
 * The answer to one question about a calibration set.
 *
 * @param question a stable word, such as {@code duplicates}; docs/audit.md lists them
 * @param verdict the answer
 * @param value the number behind it; what it counts is said in {@code evidence}
 * @param evidence what was seen, in one line
 * @param advice what to do, in one line; empty where nothing is to be done
 * @param examples files or tensors to look at first, at most a few
 */
public record Finding(
    String question,
    Verdict verdict,
    double value,
    String evidence,
    String advice,
    List<String> examples) {
  public Finding {
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(verdict, "verdict");
    examples = List.copyOf(examples);
  }

  /** A finding with nothing to be done where it is good. */
  static Finding of(
      String question,
      Verdict verdict,
      double value,
      String evidence,
      String advice,
      List<String> examples) {
    return new Finding(
        question, verdict, value, evidence, verdict == Verdict.GOOD ? "" : advice, examples);
  }
}
