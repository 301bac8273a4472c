package dev.trtcal.cache;

import dev.trtcal.UsageException;

/**
 * How far apart two scales may be and still count as the same.
 *
 * @param value a share of the first scale, or a number of bins of the histogram behind it; 0 or
 *     more
 * @param inBins whether it is a number of bins; a tensor whose bins nobody knows is then held to
 *     {@link #DEFAULT}
 */
public record Tolerance(double value, boolean inBins) {
  /**
   * Where none is given. Caches that TensorRT wrote for the same data on different machines agree
   * within 7e-7 in most tensors, so this leaves that noise out and little else.
   */
  public static final Tolerance DEFAULT = new Tolerance(1e-5, false);

  private static final String BINS = "bins";

  public Tolerance {
    if (!(value >= 0)) {
      throw new UsageException("tolerance.invalid", "tolerance " + value + ": must be 0 or more");
    }
  }

  /**
   * Reads {@code 1e-3}, a share, or {@code 0.5bins}.
   *
   * @throws UsageException {@code tolerance.invalid}
   */
  public static Tolerance parse(String text) {
    boolean inBins = text.endsWith(BINS);
    String number = inBins ? text.substring(0, text.length() - BINS.length()) : text;
    try {
      return new Tolerance(Double.parseDouble(number.strip()), inBins);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "tolerance.invalid",
          "tolerance '" + text + "': give a number such as 1e-3, or 0.5bins",
          e);
    }
  }

  /** Whether a tensor's scales are further apart. */
  public boolean isExceededBy(CacheDiff.Tensor tensor) {
    if (!inBins) {
      return tensor.relative() > value;
    }
    return tensor.bins().isPresent()
        ? tensor.bins().getAsDouble() > value
        : DEFAULT.isExceededBy(tensor);
  }

  @Override
  public String toString() {
    return value + (inBins ? " bins" : "");
  }
}
