package dev.trtcal.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as a page carries them: six digits are more than anyone reads. */
final class Numbers {
  private static final MathContext DIGITS = new MathContext(6);

  private Numbers() {}

  /**
   * A cell of a table.
   *
   * @param value a Number, whatever prints itself, or null
   * @return null where there is no value, a text for what JSON has no number for
   */
  static JsonElement json(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (!(value instanceof Number number)) {
      return new JsonPrimitive(value.toString());
    }
    double d = number.doubleValue();
    if (Double.isNaN(d) || Double.isInfinite(d)) {
      return new JsonPrimitive(Double.toString(d));
    }
    boolean whole = d == Math.rint(d) && Math.abs(d) < 1e15;
    return new JsonPrimitive(
        whole ? (Number) (long) d : new BigDecimal(d).round(DIGITS).doubleValue());
  }
}
