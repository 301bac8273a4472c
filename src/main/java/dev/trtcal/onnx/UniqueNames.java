package dev.trtcal.onnx;

import java.util.HashSet;
import java.util.Set;

/**
 * TensorRT's importer keeps layer names and tensor names unique: a name already taken gets an
 * underscore and the value of one counter, which both kinds of names share and which goes up by one
 * at every attempt. So the numbers depend on every registration before, also of layers that never
 * reach a calibration cache.
 */
final class UniqueNames {
  private final Set<String> layers = new HashSet<>();
  private final Set<String> tensors = new HashSet<>();
  private int counter;

  /** Takes a layer name. */
  String layer(String wanted) {
    return take(layers, wanted);
  }

  /** Takes a tensor name; weights that the importer makes are among them. */
  String tensor(String wanted) {
    return take(tensors, wanted);
  }

  private String take(Set<String> taken, String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name = wanted + "_" + counter++;
    }
    return name;
  }
}
