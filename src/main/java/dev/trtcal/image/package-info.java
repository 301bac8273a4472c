/**
 * From an image file's bytes to a network's tensor: decode, resize, crop, normalise, to the pixel
 * as Pillow does it. Depends on the root package and on {@code ffi.jpeg}, behind {@link
 * dev.trtcal.image.ImageDecoder}; start at {@link dev.trtcal.image.Preprocess}, then {@link
 * dev.trtcal.image.SampleDecoder}.
 */
package dev.trtcal.image;
