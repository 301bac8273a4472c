package dev.trtcal.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Native memory of floats, in place. */
final class FloatPieces {
  /** An index is an int; a longer tensor comes in pieces of at most so many floats. */
  private static final long PIECE = 1L << 28;

  private FloatPieces() {}

  /** The pieces of a tensor; none when it is empty. */
  static List<MemorySegment> of(MemorySegment data) {
    long floats = data.byteSize() / Float.BYTES;
    List<MemorySegment> pieces = new ArrayList<>();
    for (long from = 0; from < floats; from += PIECE) {
      pieces.add(data.asSlice(from * Float.BYTES, Math.min(PIECE, floats - from) * Float.BYTES));
    }
    return pieces;
  }

  /** A piece as a buffer. */
  static FloatBuffer buffer(MemorySegment piece) {
    return piece.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
