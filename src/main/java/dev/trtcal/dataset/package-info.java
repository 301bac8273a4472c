/**
 * Calibration data from files: folders of images and .npy tensors, handed out in a fixed order into
 * memory that the engine owns. Depends on the root package and {@code image}, never on an engine;
 * start at {@link dev.trtcal.dataset.ImageSource} and {@link dev.trtcal.dataset.NpySource}.
 */
package dev.trtcal.dataset;
