package dev.trtcal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.ImageIO;

/** Images for tests: those of the resources, and some made on the spot. */
final class TestImages {
  private TestImages() {}

  static byte[] resource(String path) {
    try (InputStream in = TestImages.class.getResourceAsStream("/" + path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DecodedImage decode(byte[] file) {
    try (ImageDecoder decoder = ImageDecoder.open()) {
      DecodedImage image = decoder.decode(MemorySegment.ofArray(file));
      Pixels pixels = image.pixels();
      // The decoder's own memory goes with it.
      return new DecodedImage(
          Pixels.of(pixels.width(), pixels.height(), pixels.channels(), samples(pixels)),
          image.caveat());
    }
  }

  static byte[] samples(Pixels pixels) {
    return pixels.samples().toArray(ValueLayout.JAVA_BYTE);
  }

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Smooth, with every channel different. */
  static Pixels waves(int width, int height, int channels) {
    byte[] samples = new byte[width * height * channels];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          samples[at++] = (byte) (127 + 120 * Math.sin(x * 0.3 * (c + 1) + y * 0.2 * (3 - c)));
        }
      }
    }
    return Pixels.of(width, height, channels, samples);
  }

  static int maxDifference(byte[] a, byte[] b) {
    if (a.length != b.length) {
      throw new AssertionError(a.length + " bytes against " + b.length);
    }
    int max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs((a[i] & 0xff) - (b[i] & 0xff)));
    }
    return max;
  }
}
