/**
 * ONNX Runtime through its C API: sessions, tensors, and where the library comes from. Depends on
 * the root, on {@code dev.trtcal.ffi} and on the generated bindings, which nothing else imports.
 * Start reading at {@link dev.trtcal.ffi.ort.OrtRuntime}.
 */
package dev.trtcal.ffi.ort;
