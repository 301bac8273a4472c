package dev.trtcal.analysis.compare;

import java.util.Locale;

/** What is wrong with a tensor. */
public enum DiagnosisKind {
  /** Values beyond the threshold saturate, and that is most of the error. */
  CLIPPED,
  /** The threshold lies far beyond all values: most levels are never used. */
  TOO_WIDE,
  /** A few outliers stretch the range, so that nearly all values share few levels. */
  COARSE,
  /** Channels differ so much in range that one scale serves few of them. */
  CHANNELS,
  /** Most of the error comes from the quantized weights of the layer that computes it. */
  WEIGHTS,
  /** Nothing but zeros was seen. */
  DEAD,
  /** The cache has no scale for it: it stays in floating point, and what reads it too. */
  MISSING_SCALE,
  /** Its scale is zero, negative, infinite or no number. */
  UNUSABLE_SCALE,
  /** INT8's ordinary rounding. */
  ROUNDING,
  /** It is not quantized, and neither are the weights before it. */
  FLOAT;

  /** As JSON names it: lower case, with hyphens. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether something can be mended, beyond what INT8 costs anyway. */
  public boolean isDefect() {
    return this != ROUNDING && this != FLOAT && this != DEAD;
  }
}
