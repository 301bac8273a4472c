package dev.trtcal.image;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Where {@link SampleDecoder#prepare} puts an image until it is written as a sample; used again for
 * the next, so that its memory is allocated once. One thread at a time.
 */
public final class Canvas {
  private byte[] samples = {};
  private Size size = new Size(1, 1);
  private int channels;
  private Optional<String> caveat = Optional.empty();

  /** An empty one. */
  public Canvas() {}

  /** Makes room; what was on it is void. */
  byte[] clear(Size size, int channels, Optional<String> caveat) {
    this.size = size;
    this.channels = channels;
    this.caveat = caveat;
    int bytes = size.width() * size.height() * channels;
    if (samples.length < bytes) {
      samples = new byte[bytes];
    }
    return samples;
  }

  byte[] samples() {
    return samples;
  }

  Size size() {
    return size;
  }

  int channels() {
    return channels;
  }

  /** What is odd about the image, as {@link DecodedImage#caveat()}. */
  public Optional<String> caveat() {
    return caveat;
  }

  /** The image on it, valid until the next. */
  public Pixels pixels() {
    long bytes = (long) size.width() * size.height() * channels;
    MemorySegment used = MemorySegment.ofArray(samples).asSlice(0, bytes);
    return new Pixels(size.width(), size.height(), channels, used);
  }
}
