package dev.trtcal.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Native memory as float buffers, in place. */
final class FloatPieces {
  /** A buffer's index is an int; a longer tensor comes in pieces of at most so many floats. */
  private static final long PIECE = 1L << 28;

  private FloatPieces() {}

  static FloatBuffer[] of(MemorySegment data) {
    long floats = data.byteSize() / Float.BYTES;
    FloatBuffer[] pieces = new FloatBuffer[(int) ((floats + PIECE - 1) / PIECE)];
    for (int i = 0; i < pieces.length; i++) {
      long from = i * PIECE;
      pieces[i] =
          data.asSlice(from * Float.BYTES, Math.min(PIECE, floats - from) * Float.BYTES)
              .asByteBuffer()
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    return pieces;
  }
}
