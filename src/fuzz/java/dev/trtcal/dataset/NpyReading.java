package dev.trtcal.dataset;

import java.lang.foreign.MemorySegment;

/** Reads arrays piece by piece. */
final class NpyReading {
  private NpyReading() {}

  static void readWhole(NpyFile file) {
    long elements = file.shape().elements();
    int piece = 1 << 12;
    MemorySegment target = MemorySegment.ofArray(new byte[piece * file.type().bytes()]);
    for (long first = 0; first < elements; first += piece) {
      file.read(first, Math.min(piece, elements - first), target);
    }
  }
}
