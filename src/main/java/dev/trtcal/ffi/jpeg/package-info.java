/**
 * libjpeg-turbo through its TurboJPEG API, of which only what releases 2 and 3 share is called.
 * Depends on {@code ffi} and the generated bindings; start at {@link
 * dev.trtcal.ffi.jpeg.TurboJpeg}.
 */
package dev.trtcal.ffi.jpeg;
