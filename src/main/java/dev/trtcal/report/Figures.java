package dev.trtcal.report;

import dev.trtcal.TensorRange;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
  private static final MathContext FIVE_DIGITS = new MathContext(5);

  private Figures() {}

  /** Five significant digits; plain where that is short, else with an exponent. */
  public static String significant(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double magnitude = Math.abs(value);
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e7)) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    return new BigDecimal(value).round(FIVE_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** A share between 0 and 1 as a percentage; a share too small to show is not shown as none. */
  public static String percent(double share) {
    if (share == 0) {
      return "0 %";
    }
    return share < 0.0001 ? "< 0.01 %" : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  /** What a tensor loses, whose largest value and share of clipped values are known. */
  public static String clipping(TensorRange tensor) {
    return String.format(
        Locale.ROOT,
        "%s: values beyond %.2f of its largest saturate, %s of all",
        tensor.name(),
        tensor.threshold() / tensor.maxAbs().orElseThrow(),
        percent(tensor.clipRatio().orElseThrow()));
  }
}
