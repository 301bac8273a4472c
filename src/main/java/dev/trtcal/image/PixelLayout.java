package dev.trtcal.image;

/** How a batch's axes are ordered. */
public enum PixelLayout {
  /** [N, channels, height, width]: one plane after another. */
  NCHW,
  /** [N, height, width, channels]: the channels of a pixel side by side. */
  NHWC
}
