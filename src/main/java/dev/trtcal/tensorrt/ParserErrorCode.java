package dev.trtcal.tensorrt;

/** What kind of error the ONNX parser met; TensorRT's codes of the same names, in its order. */
public enum ParserErrorCode {
  SUCCESS,
  INTERNAL_ERROR,
  MEM_ALLOC_FAILED,
  MODEL_DESERIALIZE_FAILED,
  INVALID_VALUE,
  INVALID_GRAPH,
  INVALID_NODE,
  UNSUPPORTED_GRAPH,
  UNSUPPORTED_NODE,
  UNSUPPORTED_NODE_ATTR,
  UNSUPPORTED_NODE_INPUT,
  UNSUPPORTED_NODE_DATATYPE,
  UNSUPPORTED_NODE_DYNAMIC,
  UNSUPPORTED_NODE_SHAPE,
  REFIT_FAILED,
  /** A code that this version does not know. */
  OTHER;

  static ParserErrorCode of(int number) {
    return number >= 0 && number < values().length - 1 ? values()[number] : OTHER;
  }
}
