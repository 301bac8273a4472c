package dev.trtcal.cpu;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.ValueType;
import java.util.HashMap;
import java.util.Map;

/** Opens models in ONNX Runtime, with messages that name the file. */
final class Sessions {
  private Sessions() {}

  /**
   * Opens a model or what was made of it.
   *
   * @throws InvalidInputException when ONNX Runtime refuses it
   */
  static OrtSession open(
      OrtRuntime runtime, OnnxModel model, byte[] bytes, OrtSession.Options options) {
    try {
      return new OrtSession(runtime, bytes, model.folder(), options);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(e.code(), model.file() + ": " + e.getMessage(), e);
    }
  }

  /** Asks what the model's values are; folding constants lets ONNX Runtime tell more of them. */
  static Map<String, ValueType> types(OrtRuntime runtime, OnnxModel model) {
    OrtSession.Options options = new OrtSession.Options(1, OrtSession.Optimization.BASIC);
    try (OrtSession session = open(runtime, model, model.withAllValues(), options)) {
      Map<String, ValueType> types = new HashMap<>();
      for (OrtTensorInfo info : session.outputs()) {
        types.put(info.name(), new ValueType(info.elementType(), info.shape()));
      }
      return types;
    }
  }
}
