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

  private Block block;
  private ByteBuffer buffer;

  private static final class Block {
    // Shared, because it may be another thread that closes.
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    private Block(long bytes) {
      memory = arena.allocate(bytes, Long.BYTES);
    }
  }

  /** At least this many bytes; what an earlier call gave out is void. Contents are undefined. */
  MemorySegment atLeast(long bytes) {
    if (block == null || block.memory.byteSize() < bytes) {
      close();
      block = new Block(Math.max(LEAST, bytes + bytes / 4));
    }
    return block.memory;
  }

  /**
   * The memory that {@link #atLeast} gave last, as a buffer for the channels of {@code java.nio}.
   */
  ByteBuffer buffer() {
    if (buffer == null) {
      buffer = block.memory.asByteBuffer();
    }
    return buffer;
  }

  @Override
  public void close() {
    if (block != null) {
      block.arena.close();
      block = null;
      buffer = null;
    }
  }
}
