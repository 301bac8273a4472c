/**
 * TensorRT's calibration cache as a file: reading it, writing it, and what its header says. Depends
 * on the root package only, never on {@code java.lang.foreign}; start at {@link
 * dev.trtcal.cache.CalibrationCache}.
 */
package dev.trtcal.cache;
