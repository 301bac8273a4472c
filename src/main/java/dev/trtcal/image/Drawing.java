package dev.trtcal.image;

import java.util.Arrays;

/**
 * The way from an image to a sample's pixels: grey or not, resized, cropped, padded.
 *
 * @param size of a sample
 */
record Drawing(Resize resize, Size size, ResizeFilter filter, boolean gray) {
  /** Where an image comes to lie on its sample. */
  Placement place(Pixels image) {
    return resize.place(image.width(), image.height(), size);
  }

  /** How many pixels are computed: the sample's, of a text line only as wide as the image gets. */
  Size canvas(Placement placement) {
    return isLine() ? new Size(placement.width(), placement.height()) : size;
  }

  /** Whether a sample can be made of so many pixels. */
  boolean fills(Size given) {
    boolean narrow = isLine() && given.width() <= size.width();
    return given.height() == size.height() && (given.width() == size.width() || narrow);
  }

  private boolean isLine() {
    return resize instanceof Resize.TextLine;
  }

  /** Channels of the pixels that an image becomes. */
  int channels(Pixels image) {
    return gray ? 1 : image.channels();
  }

  /** Draws an image on new pixels, on the heap. */
  Pixels draw(Pixels image) {
    Placement placement = place(image);
    Size canvas = canvas(placement);
    byte[] samples = new byte[canvas.width() * canvas.height() * channels(image)];
    draw(image, placement, new Resampler(), samples);
    return Pixels.of(canvas.width(), canvas.height(), channels(image), samples);
  }

  /** Draws an image on its canvas, of shape [height, width, channels], padding included. */
  void draw(Pixels image, Placement placement, Resampler resampler, byte[] samples) {
    Size canvas = canvas(placement);
    if (!placement.covers(canvas.width(), canvas.height())) {
      int pad = resize instanceof Resize.Letterbox letterbox ? letterbox.pad() : 0;
      Arrays.fill(samples, 0, canvas.width() * canvas.height() * channels(image), (byte) pad);
    }
    resampler.render(image, gray, filter, placement, samples, canvas);
  }

  /** By how much an image can be shrunk without becoming smaller than it is wanted. */
  int divisor(int width, int height) {
    Size wanted = resize.resized(width, height);
    for (int divisor = 8; divisor > 1; divisor /= 2) {
      if (Math.ceilDiv(width, divisor) >= wanted.width()
          && Math.ceilDiv(height, divisor) >= wanted.height()) {
        return divisor;
      }
    }
    return 1;
  }
}
