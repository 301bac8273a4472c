/**
 * The CUDA runtime's dozen functions that feed a network: typed, checked, and each allocation
 * released by the arena it was made in; the only importer of the runtime's generated bindings.
 * Depends on the root and {@code ffi} alone. Start reading at {@link
 * dev.trtcal.ffi.cuda.CudaRuntime}.
 */
package dev.trtcal.ffi.cuda;
