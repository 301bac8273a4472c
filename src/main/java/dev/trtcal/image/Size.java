package dev.trtcal.image;

/** Width and height in pixels. */
record Size(int width, int height) {
  @Override
  public String toString() {
    return width + "x" + height;
  }
}
