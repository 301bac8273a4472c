package dev.trtcal.dataset;

import dev.trtcal.image.SampleDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads whole files into native memory that is used again for the next: what decoders in C take
 * without a copy. For one thread.
 */
final class ImageBytes implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int KEPT = 1 << 25;

  private final byte[] chunk = new byte[CHUNK];
  private Arena arena = Arena.ofConfined();
  private MemorySegment memory = arena.allocate(CHUNK);

  /**
   * The bytes of one image.
   *
   * @return valid until the next call
   * @throws IOException when they cannot be read, or are more than {@link
   *     SampleDecoder#MAX_FILE_BYTES}
   */
  MemorySegment read(ImageEntry entry) throws IOException {
    if (memory.byteSize() > KEPT) {
      replace(CHUNK, 0);
    }
    long length = 0;
    try (InputStream in = entry.open()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (length + n > SampleDecoder.MAX_FILE_BYTES) {
          throw new IOException("longer than " + SampleDecoder.MAX_FILE_BYTES + " bytes");
        }
        if (length + n > memory.byteSize()) {
          replace(2 * (length + n), length);
        }
        MemorySegment.copy(chunk, 0, memory, ValueLayout.JAVA_BYTE, length, n);
        length += n;
      }
    }
    return memory.asSlice(0, length);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the object, or when it is replaced
  private void replace(long bytes, long kept) {
    Arena larger = Arena.ofConfined();
    MemorySegment target = larger.allocate(bytes);
    MemorySegment.copy(memory, 0, target, 0, kept);
    arena.close();
    arena = larger;
    memory = target;
  }

  @Override
  public void close() {
    arena.close();
  }
}
