package dev.trtcal.image;

/** Which channels a tensor has, in their order. */
public enum ColorOrder {
  RGB(3),
  BGR(3),
  GRAY(1);

  private final int channels;

  ColorOrder(int channels) {
    this.channels = channels;
  }

  /** Number of channels. */
  public int channels() {
    return channels;
  }
}
