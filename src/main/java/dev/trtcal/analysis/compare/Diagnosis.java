package dev.trtcal.analysis.compare;

import java.util.Objects;

/**
 * What is wrong with a tensor, from its data.
 *
 * @param text one clause with the figures, to stand after the tensor's name
 */
public record Diagnosis(DiagnosisKind kind, String text) {
  public Diagnosis {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
  }
}
