package dev.trtcal.cli;

import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --shapes NAME:min,opt,max}: the shapes that dynamic inputs may have. */
final class ShapesOption {
  private static final String FORM =
      "write NAME:MIN,OPT,MAX with extents such as 1x3x224x224, or NAME:SHAPE";

  @Option(
      names = "--shapes",
      paramLabel = "NAME:MIN,OPT,MAX",
      description =
          "Shapes of a dynamic input, batch axis included, such as"
              + " image:1x3x224x224,8x3x224x224,32x3x224x224, or one alone; once an input. OPT is the batch too, unless"
              + " --batch says (default: from one sample to the batch, in the data's size).")
  private List<String> texts = List.of();

  /**
   * What was given, by the input's name.
   *
   * @param inputs the network's; where it has one only, its name may be left out
   * @throws UsageException {@code shapes.form} when a text is none of the form, {@code
   *     shapes.invalid} when the shapes contradict one another
   */
  Map<String, ShapeRange> ranges(List<TensorSpec> inputs) {
    Map<String, ShapeRange> ranges = new LinkedHashMap<>();
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      if (colon < 0 && inputs.size() != 1) {
        throw malformed(text);
      }
      String name = colon < 0 ? inputs.get(0).name() : unquoted(text.substring(0, colon));
      if (ranges.put(name, range(text, text.substring(colon + 1))) != null) {
        throw new UsageException(
            "shapes.form", "--shapes " + text + ": the input stands there twice; name it once");
      }
    }
    return ranges;
  }

  /** The inputs with the sizes that the engine is tuned for; the batch axis stays open. */
  static List<TensorSpec> tuned(List<TensorSpec> inputs, Map<String, ShapeRange> ranges) {
    List<TensorSpec> tuned = new ArrayList<>();
    for (TensorSpec input : inputs) {
      ShapeRange range = ranges.get(input.name());
      if (range == null) {
        tuned.add(input);
        continue;
      }
      range.checkFits(input);
      List<Long> dims = new ArrayList<>(range.opt().dims());
      if (!dims.isEmpty()) {
        dims.set(0, input.shape().dim(0));
      }
      tuned.add(new TensorSpec(input.name(), input.type(), new Shape(dims)));
    }
    return tuned;
  }

  private static ShapeRange range(String text, String shapes) {
    String[] parts = shapes.split(",", -1);
    if (parts.length != 1 && parts.length != 3) {
      throw malformed(text);
    }
    Shape first = shape(text, parts[0]);
    return parts.length == 1
        ? ShapeRange.only(first)
        : new ShapeRange(first, shape(text, parts[1]), shape(text, parts[2]));
  }

  private static Shape shape(String text, String extents) {
    List<Long> dims = new ArrayList<>();
    for (String extent : extents.strip().split("x", -1)) {
      if (!extent.matches("[0-9]{1,9}")) {
        throw malformed(text);
      }
      dims.add(Long.parseLong(extent));
    }
    return new Shape(dims);
  }

  /** trtexec takes names in single quotes, for the sake of the colons in them. */
  private static String unquoted(String name) {
    return name.length() > 1 && name.startsWith("'") && name.endsWith("'")
        ? name.substring(1, name.length() - 1)
        : name;
  }

  private static UsageException malformed(String text) {
    return new UsageException("shapes.form", "--shapes " + text + ": " + FORM);
  }
}
