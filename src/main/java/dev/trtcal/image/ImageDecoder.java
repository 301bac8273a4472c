package dev.trtcal.image;

import dev.trtcal.Component;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.jpeg.TurboJpeg;
import java.lang.foreign.MemorySegment;

/**
 * Decodes image files to the pixels that Pillow's {@code Image.open(f).convert('RGB')} gives. One
 * decoder serves one thread at a time; its caller closes it.
 */
public interface ImageDecoder extends AutoCloseable {
  /**
   * Larger images are refused before they are decoded: the number of pixels from which Pillow warns
   * of a decompression bomb (MAX_IMAGE_PIXELS).
   */
  long MAX_PIXELS = 1024L * 1024 * 1024 / 4 / 3;

  /** Wider or higher images are refused too: room enough for any format's real images. */
  int MAX_SIDE = 1 << 20;

  /**
   * Decodes one file. Grey files give one channel, all others three.
   *
   * @param file the file's bytes, heap or native memory; read only, not kept
   * @return pixels that are valid until the next call or {@link #close()}
   * @throws InvalidInputException {@code image.format} when it is of no format known here, {@code
   *     image.size} when it exceeds {@link #MAX_PIXELS} or {@link #MAX_SIDE}, {@code
   *     image.truncated}, or {@code image.unreadable}; the message says why in one line and leaves
   *     it to the caller, who alone knows, to name the file
   */
  DecodedImage decode(MemorySegment file);

  /** Refuses an image whose header announces more than {@link #MAX_PIXELS} or {@link #MAX_SIDE}. */
  static void checkSize(int width, int height) {
    if ((long) width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) {
      throw new InvalidInputException(
          "image.size",
          width
              + "x"
              + height
              + " is larger than "
              + MAX_PIXELS
              + " pixels or "
              + MAX_SIDE
              + " a side");
    }
  }

  /** Frees what the decoder holds; a second call does nothing. */
  @Override
  default void close() {}

  /** How libjpeg-turbo, which decodes JPEG where it is installed, stands; never throws. */
  static Component jpegComponent() {
    return TurboJpeg.component();
  }

  /** A new decoder of the best kind that this machine has. */
  static ImageDecoder open() {
    return FileDecoder.open();
  }
}
