package dev.trtcal.dataset;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary at the head of a .npy file. Format: NumPy's NEP 1, "A Simple File Format for NumPy
 * Arrays", versions 1.0 to 3.0.
 *
 * @param type element type; little-endian where that matters
 * @param shape extents, all known, in C order
 */
record NpyHeader(ElementType type, Shape shape) {
  private static final Map<String, ElementType> TYPES =
      Map.of(
          "<f4", ElementType.FLOAT32,
          "<f8", ElementType.FLOAT64,
          "<f2", ElementType.FLOAT16,
          "|u1", ElementType.UINT8,
          "|i1", ElementType.INT8,
          "<i4", ElementType.INT32,
          "<i8", ElementType.INT64,
          "|b1", ElementType.BOOL);
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
  private static final int MAX_RANK = 32;
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*(?:'([a-z_]*)'|\"([a-z_]*)\")\\s*:\\s*"
              + "('[^'\\\\]*'|\"[^\"\\\\]*\"|\\[[^{}]*\\]|\\([^{}()]*\\)|True|False)\\s*(,|(?=\\}))");

  /**
   * Reads the dictionary.
   *
   * @param text what stands between the length field and the data
   * @param file for messages
   * @throws InvalidInputException {@code npy.header} when it is not such a dictionary, {@code
   *     npy.type} and {@code npy.order} when the array is stored in a way that is not supported
   */
  static NpyHeader parse(String text, String file) {
    Map<String, String> values = pairs(text, file);
    if (values.get("fortran_order").equals("True")) {
      throw new InvalidInputException(
          "npy.order",
          file + ": is stored in Fortran order; save numpy.ascontiguousarray(a) instead");
    }
    return new NpyHeader(type(values.get("descr"), file), shape(values.get("shape"), file));
  }

  private static Map<String, String> pairs(String text, String file) {
    Function<String, InvalidInputException> broken =
        what ->
            new InvalidInputException(
                "npy.header", file + ": its .npy header " + what + "; save the array again");
    String body = text.strip();
    if (!body.startsWith("{") || !body.endsWith("}")) {
      throw broken.apply("is not a dictionary");
    }
    Map<String, String> values = new HashMap<>();
    Matcher pair = PAIR.matcher(body);
    int at = 1;
    while (pair.region(at, body.length()).lookingAt()) {
      String key = pair.group(1) == null ? pair.group(2) : pair.group(1);
      if (!KEYS.contains(key) || values.put(key, pair.group(3)) != null) {
        throw broken.apply("has an unexpected key '" + key + "'");
      }
      at = pair.end();
    }
    if (!body.substring(at).strip().equals("}") || !values.keySet().equals(KEYS)) {
      throw broken.apply("does not hold descr, fortran_order and shape alone");
    }
    boolean plausible =
        values.get("fortran_order").matches("True|False")
            && values.get("shape").startsWith("(")
            && !values.get("descr").matches("(?s)[(TF].*");
    if (!plausible) {
      throw broken.apply("holds a value of the wrong kind");
    }
    return values;
  }

  private static ElementType type(String descr, String file) {
    String name = descr.substring(1, descr.length() - 1);
    ElementType type = TYPES.get(name);
    if (type != null && !descr.startsWith("[")) {
      return type;
    }
    String found;
    if (descr.startsWith("[")) {
      found = "a structured type";
    } else if (name.startsWith(">")) {
      found = "big-endian " + printable(name);
    } else if (name.contains("O")) {
      found = "Python objects";
    } else {
      found = "the type " + printable(name);
    }
    throw new InvalidInputException(
        "npy.type",
        file
            + ": holds "
            + found
            + "; save it as little-endian float32, float16, float64, uint8, int8, int32, int64 or"
            + " bool");
  }

  private static Shape shape(String tuple, String file) {
    List<Long> dims = new ArrayList<>();
    String inner = tuple.substring(1, tuple.length() - 1).strip();
    if (inner.endsWith(",")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    try {
      if (!inner.isEmpty()) {
        for (String dim : inner.split(",", MAX_RANK + 1)) {
          dims.add(extent(dim.strip()));
        }
      }
      Shape shape = new Shape(dims);
      shape.elements();
      return shape;
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "npy.header", file + ": its .npy header has the impossible shape " + printable(tuple), e);
    }
  }

  /** Python 2 wrote long integers with an L. */
  private static long extent(String digits) {
    if (!digits.matches("[0-9]{1,19}L?")) {
      throw new NumberFormatException(digits);
    }
    return Long.parseLong(digits.replace("L", ""));
  }

  private static String printable(String text) {
    String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
    return safe.length() <= 60 ? safe : safe.substring(0, 60) + "...";
  }
}
