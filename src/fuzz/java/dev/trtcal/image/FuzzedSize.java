package dev.trtcal.image;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Passes over images whose header announces many pixels. They are allowed, up to {@link
 * ImageDecoder#MAX_PIXELS}, but then take the memory and time of a large image by right.
 */
final class FuzzedSize {
  private static final long MAX_PIXELS = 1 << 22;

  private FuzzedSize() {}

  static boolean isSmall(byte[] input) {
    try {
      ImageFormat format = ImageFormat.of(MemorySegment.ofArray(input));
      ImageReader reader = ImageIO.getImageReadersByFormatName(format.imageIoName()).next();
      try (MemoryImageInput in = new MemoryImageInput(input)) {
        reader.setInput(in, true, true);
        return (long) reader.getWidth(0) * reader.getHeight(0) <= MAX_PIXELS;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }
}
