package dev.trtcal.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory that is used again and again and grows with the largest need. One owner, who closes
 * it; not for several threads at a time.
 */
final class ScratchMemory implements AutoCloseable {
  private static final long LEAST = 1L << 16;

  private Arena arena;
  private MemorySegment memory = MemorySegment.NULL;
  private ByteBuffer buffer;

  /** At least this many bytes; what an earlier call gave out is void. Contents are undefined. */
  MemorySegment atLeast(long bytes) {
    if (memory.byteSize() < bytes) {
      close();
      // Shared, because it may be another thread that closes.
      arena = Arena.ofShared();
      memory = arena.allocate(Math.max(LEAST, bytes + bytes / 4), Long.BYTES);
    }
    return memory;
  }

  /**
   * The memory that {@link #atLeast} gave last, as a buffer for the channels of {@code java.nio}.
   */
  ByteBuffer buffer() {
    if (buffer == null) {
      buffer = memory.asByteBuffer();
    }
    return buffer;
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
      memory = MemorySegment.NULL;
      buffer = null;
    }
  }
}
