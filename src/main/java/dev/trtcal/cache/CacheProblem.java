package dev.trtcal.cache;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that a check found out about a cache.
 *
 * @param kind what it is
 * @param severity how bad it is
 * @param tensor the tensor at fault, where there is one
 * @param detail what is wrong, in one line
 * @param advice what to do about it, in one line
 */
public record CacheProblem(
    Kind kind, Severity severity, Optional<String> tensor, String detail, String advice) {

  /** What can be wrong with a cache. */
  public enum Kind {
    /** A line that is not of the format, or a file that is no cache at all. */
    LINE,
    /** The file ends too early. */
    TRUNCATED,
    /** A tensor of the model has no line. */
    MISSING,
    /** A line's tensor is not in the model. */
    FOREIGN,
    /** A name stands twice. */
    DUPLICATE,
    /** A scale of zero for a tensor that is not always zero. */
    ZERO,
    /** A scale below zero. */
    NEGATIVE,
    /** An infinite scale. */
    INFINITE,
    /** A scale that is no number. */
    NAN,
    /** A scale so small that its float32 has lost digits, and that the GPU may take for zero. */
    DENORMAL,
    /** The header is of no known calibrator, or of another than expected. */
    ALGORITHM,
    /** The header names another TensorRT. */
    VERSION,
    /** The sidecar was made with another model. */
    MODEL,
    /** The sidecar was made with another preprocessing. */
    PREPROCESSING,
    /** The sidecar was made with other data. */
    DATA,
    /** The sidecar is unreadable, or another cache's: one of the two was edited or exchanged. */
    SIDECAR;

    /** The stable name that programs read. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How bad it is. */
  public enum Severity {
    /** An engine built with this cache would be wrong, or not what was asked for. */
    PROBLEM,
    /** Worth a look; the cache can be right all the same. */
    WARNING;

    /** The stable name that programs read. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CacheProblem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(advice, "advice");
  }

  boolean isProblem() {
    return severity == Severity.PROBLEM;
  }

  /** As {@code zero conv1: the scale is 0; calibrate again}. */
  @Override
  public String toString() {
    return kind.id() + tensor.map(name -> " " + name).orElse("") + ": " + detail + "; " + advice;
  }
}
