package dev.trtcal.ffi.ort;

import dev.trtcal.Shape;

/**
 * What a session says about one of its inputs or outputs.
 *
 * @param name the ONNX value's name
 * @param elementType ONNX's number of the element type, as in TensorProto.DataType; 0 when the
 *     value is no tensor
 * @param shape extents, {@link Shape#DYNAMIC} where only the data will tell; the API does not tell
 *     an unknown rank from a scalar, so that too has no extents
 */
public record OrtTensorInfo(String name, int elementType, Shape shape) {}
