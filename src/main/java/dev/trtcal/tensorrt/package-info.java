/**
 * TensorRT 10's builder and calibrators for Java: the calibration script that one writes in Python,
 * line by line, and the engine {@code tensorrt} behind {@link dev.trtcal.Calibration}. Depends on
 * the root, {@code cache} and the checked native calls, never on generated bindings. Start reading
 * at {@link dev.trtcal.tensorrt.TensorRt}.
 *
 * <p>Everything here that can be closed must be, once: in any order, since closing an object closes
 * first what was made from it; a second close does nothing, and using a closed object throws {@link
 * IllegalStateException}. An object may be used by one thread at a time.
 */
package dev.trtcal.tensorrt;
