package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Axes of one name and different sizes, such as a height and a width that are both called {@code
 * ?}: TensorRT takes equal names for equal sizes and refuses the profile.
 */
final class SymbolClash {
  private SymbolClash() {}

  /** An axis of an input, with the sizes that it is to have. */
  private record Axis(String input, int number, long fed, long least, long most) {
    boolean agreesWith(Axis other) {
      return fed == other.fed && least <= other.most && other.least <= most;
    }

    String sizes() {
      return least == most ? Long.toString(fed) : least + " to " + most + " (" + fed + " fed)";
    }
  }

  /**
   * Finds them.
   *
   * @return one sentence each
   */
  static List<String> find(OnnxModel model, Calibration calibration) {
    BatchLayout layout =
        BatchLayout.fit(
            model.inputs(),
            calibration.source().samples(),
            calibration.batchSize(),
            calibration.shapes());
    Map<String, List<String>> symbols = model.symbols();
    Map<String, Axis> first = new LinkedHashMap<>();
    List<String> clashes = new ArrayList<>();
    for (TensorSpec input : layout.inputs()) {
      Shape fed = input.shape();
      ShapeRange range =
          calibration.shapes().getOrDefault(input.name(), new ShapeRange(fed, fed, fed));
      for (int i = 0; i < fed.rank(); i++) {
        String symbol = symbols.get(input.name()).get(i);
        Axis axis = new Axis(input.name(), i, fed.dim(i), range.min().dim(i), range.max().dim(i));
        Axis before = symbol.isEmpty() ? axis : first.putIfAbsent(symbol, axis);
        if (before != null && !before.agreesWith(axis)) {
          clashes.add(sentence(symbol, before, axis));
        }
      }
    }
    return clashes;
  }

  private static String sentence(String symbol, Axis before, Axis axis) {
    return "TensorRT takes axes of one name for axes of one size, and '"
        + symbol
        + "' is axis "
        + before.number()
        + " of "
        + before.input()
        + ", "
        + before.sizes()
        + ", and axis "
        + axis.number()
        + " of "
        + axis.input()
        + ", "
        + axis.sizes()
        + ": name them apart in the ONNX file (dim_param), or export with other names in"
        + " dynamic_axes";
  }
}
