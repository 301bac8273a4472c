package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file's bytes for ImageIO, with no cache beside them. It remembers whether more was wanted than
 * there is: ImageIO's JPEG reader fills up a truncated file with grey and goes on.
 */
final class MemoryImageInput extends ImageInputStreamImpl {
  /** Some readers look a little ahead; one goes on for minutes, as if the void held data. */
  private static final int MOST_BEYOND = 4096;

  private final byte[] bytes;
  private boolean ranOut;
  private int beyond;

  MemoryImageInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether a read went beyond the last byte. */
  boolean ranOut() {
    return ranOut;
  }

  private int runOut() {
    ranOut = true;
    if (++beyond > MOST_BEYOND) {
      throw new InvalidInputException("image.truncated", "the file is truncated");
    }
    return -1;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      return runOut();
    }
    return bytes[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      return runOut();
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
