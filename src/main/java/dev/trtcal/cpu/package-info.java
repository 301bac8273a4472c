/**
 * The engine without a GPU: runs the FP32 network in ONNX Runtime, observes every tensor that
 * TensorRT would calibrate, and writes the cache that TensorRT would write. Knows nothing of
 * TensorRT itself nor of the other engine. Start reading at {@link dev.trtcal.cpu.CpuEngine}.
 */
package dev.trtcal.cpu;
