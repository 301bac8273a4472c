/**
 * From an image file's bytes to a network's tensor: decode, resize, crop, normalise, to the pixel
 * as Pillow does it. Depends on the root package only, and reaches native decoders only behind
 * {@link dev.trtcal.image.ImageDecoder}; start at {@link dev.trtcal.image.Preprocess}.
 */
package dev.trtcal.image;
