package dev.trtcal.image;

import dev.trtcal.ElementType;
import dev.trtcal.UsageException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** The canonical line of a {@link Preprocess}: words of the form key=value, always in one order. */
final class PreprocessText {
  private static final String LETTERBOX = "letterbox:";
  private static final String LINE = "line:";
  private static final String SHORTER = "shorter:";
  private static final String NONE = "none";

  private PreprocessText() {}

  static String canonical(Preprocess.Builder from) {
    StringJoiner words = new StringJoiner(" ");
    if (from.fastDecode) {
      words.add("decode=fast");
    }
    if (from.orient) {
      words.add("orientation=exif");
    }
    words.add("resize=" + from.resize);
    if (from.resize instanceof Resize.Letterbox letterbox) {
      words.add("pad=" + letterbox.pad());
    }
    if (!(from.resize instanceof Resize.None)) {
      words.add("filter=" + lower(from.filter));
    }
    words.add("crop=" + from.crop.map(Size::toString).orElse(NONE));
    words.add("color=" + lower(from.color));
    if (from.type != ElementType.UINT8) {
      PixelValues values = from.values();
      words.add("scale=" + values.scale());
      words.add("mean=" + join(values.means()));
      words.add("std=" + join(values.deviations()));
    }
    words.add("layout=" + lower(from.layout));
    words.add("dtype=" + lower(from.type));
    return words.toString();
  }

  static Preprocess parse(String text) {
    Preprocess.Builder builder = Preprocess.builder();
    Map<String, String> words = new LinkedHashMap<>();
    for (String word : text.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals < 0 || words.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw wrong(text);
      }
    }
    try {
      take(words, "decode", value -> builder.fastDecode(only("fast", value)));
      take(words, "orientation", value -> builder.orient(only("exif", value)));
      String pad = words.remove("pad");
      take(words, "resize", value -> resize(builder, value, pad));
      take(words, "filter", value -> builder.filter(ResizeFilter.valueOf(upper(value))));
      take(words, "crop", value -> crop(builder, value));
      take(words, "color", value -> builder.color(ColorOrder.valueOf(upper(value))));
      take(words, "scale", value -> builder.scale(Double.parseDouble(value)));
      take(words, "mean", value -> builder.mean(floats(value)));
      take(words, "std", value -> builder.std(floats(value)));
      take(words, "layout", value -> builder.layout(PixelLayout.valueOf(upper(value))));
      take(words, "dtype", value -> builder.type(ElementType.valueOf(upper(value))));
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
    Preprocess parsed = builder.build();
    // The one order of words, and no word too few or too many.
    if (!words.isEmpty() || !parsed.canonical().equals(text)) {
      throw wrong(text);
    }
    return parsed;
  }

  private static void take(Map<String, String> words, String key, Consumer<String> use) {
    String value = words.remove(key);
    if (value != null) {
      use.accept(value);
    }
  }

  private static boolean only(String known, String value) {
    if (!known.equals(value)) {
      throw new IllegalArgumentException(value);
    }
    return true;
  }

  private static void resize(Preprocess.Builder builder, String value, String pad) {
    if (value.startsWith(LETTERBOX)) {
      Size size = size(value.substring(LETTERBOX.length()));
      builder.letterbox(size.width(), size.height(), Integer.parseInt(String.valueOf(pad)));
    } else if (value.startsWith(LINE)) {
      Size size = size(value.substring(LINE.length()));
      builder.textLine(size.width(), size.height());
    } else if (value.startsWith(SHORTER)) {
      builder.resizeShorterSide(Integer.parseInt(value.substring(SHORTER.length())));
    } else if (!value.equals(NONE)) {
      Size size = size(value);
      builder.resize(size.width(), size.height());
    }
  }

  private static void crop(Preprocess.Builder builder, String value) {
    if (!value.equals(NONE)) {
      Size size = size(value);
      builder.crop(size.width(), size.height());
    }
  }

  private static Size size(String text) {
    String[] sides = text.split("x", -1);
    if (sides.length != 2) {
      throw new IllegalArgumentException(text);
    }
    return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }

  private static float[] floats(String text) {
    String[] parts = text.split(",", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = Float.parseFloat(parts[i]);
    }
    return values;
  }

  private static String join(float[] values) {
    StringJoiner joined = new StringJoiner(",");
    for (float value : values) {
      joined.add(String.valueOf(value));
    }
    return joined.toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String value) {
    return value.toUpperCase(Locale.ROOT);
  }

  private static UsageException wrong(String text) {
    return new UsageException(
        "preprocess.text", "'" + text + "' is no line that trtcal describes preprocessing by");
  }
}
