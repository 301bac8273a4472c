/**
 * Typed, checked calls of the shim's C interface ({@code native/include/trtcal.h}) and the upcalls
 * that it makes; the only importer of its generated bindings. Depends on the root and {@code ffi}
 * alone; knows nothing of who owns what: each native object is released by the arena it was made
 * in. Start reading at {@link dev.trtcal.ffi.shim.Shim}.
 */
package dev.trtcal.ffi.shim;
