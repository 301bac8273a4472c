/**
 * TensorRT's calibration cache as a file: reading and writing it, what it was made from, what is
 * wrong with it, and how two differ. Depends on the root package only, never on {@code
 * java.lang.foreign}; start at {@link dev.trtcal.cache.CalibrationCache}.
 */
package dev.trtcal.cache;
