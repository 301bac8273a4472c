/**
 * Reads and checks ONNX models, tells which tensors TensorRT's importer makes of them, and rewrites
 * them so that each can be observed. The one place that knows the protobuf classes; depends on no
 * runtime. Start reading at {@link dev.trtcal.onnx.OnnxModel}, then {@link
 * dev.trtcal.onnx.ObservedModel}.
 */
package dev.trtcal.onnx;
