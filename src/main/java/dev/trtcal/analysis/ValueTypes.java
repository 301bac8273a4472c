package dev.trtcal.analysis;

import dev.trtcal.NetworkRunner;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.ValueType;
import java.util.HashMap;
import java.util.Map;

/** What a model's values are, as the runtime that opens it tells. */
public final class ValueTypes {
  private ValueTypes() {}

  /** Element type and shape of every value that the model's nodes compute, by name. */
  public static Map<String, ValueType> of(NetworkRunner runner, OnnxModel model) {
    try (NetworkRunner.Network all = runner.open(model.withAllValues(), model.file(), 1)) {
      Map<String, ValueType> types = new HashMap<>();
      for (NetworkRunner.Output value : all.outputs()) {
        types.put(value.name(), new ValueType(value.elementType(), value.shape()));
      }
      return types;
    }
  }
}
