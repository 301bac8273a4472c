package dev.trtcal.dataset;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** The samples of one input: those of one .npy file after another. One file is open at a time. */
final class NpyInput implements AutoCloseable {
  private static final int CONVERTED_AT_ONCE = 16 * 1024;

  private final NpyParts parts;
  private final TensorSpec spec;
  private final ElementType stored;
  private final byte[] scratch;
  private int openPart = -1;
  private NpyFile open;
  private boolean closed;

  NpyInput(NpyParts parts) {
    this.parts = parts;
    spec = parts.spec();
    stored = parts.stored();
    scratch = stored == spec.type() ? new byte[0] : new byte[CONVERTED_AT_ONCE * stored.bytes()];
  }

  TensorSpec spec() {
    return spec;
  }

  /** Writes samples from {@code first} on to the start of the buffer. */
  void read(long first, int samples, MemorySegment target) {
    if (closed) {
      throw new IllegalStateException("the source is closed");
    }
    long bytes = spec.bytes();
    MemorySegment buffer = target.asSlice(0, Math.multiplyExact(bytes, samples));
    long elements = spec.shape().elements();
    long done = 0;
    while (done < samples) {
      int index = parts.indexOf(first + done);
      NpyParts.Part part = parts.parts().get(index);
      long at = first + done - part.firstSample();
      long run = Math.min(samples - done, part.samples() - at);
      NpyFile file = part(index);
      MemorySegment piece = buffer.asSlice(done * bytes, run * bytes);
      if (stored == spec.type()) {
        file.read(at * elements, run * elements, piece);
      } else {
        convert(file, index, at * elements, run * elements, piece);
      }
      done += run;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private NpyFile part(int index) {
    if (index == openPart && open != null) {
      return open;
    }
    if (open != null) {
      open.close();
      open = null;
    }
    open = parts.open(index);
    openPart = index;
    return open;
  }

  private void convert(NpyFile file, int part, long first, long elements, MemorySegment target) {
    Conversion conversion = new Conversion(stored, spec.type());
    MemorySegment stage = MemorySegment.ofArray(scratch);
    for (long done = 0; done < elements; done += CONVERTED_AT_ONCE) {
      int piece = (int) Math.min(CONVERTED_AT_ONCE, elements - done);
      file.read(first + done, piece, stage);
      OptionalLong bad = conversion.convert(stage, piece, target, done);
      if (bad.isPresent()) {
        long sample = (first + done + bad.getAsLong()) / spec.shape().elements();
        throw new InvalidInputException(
            "npy.value",
            parts.origin(parts.parts().get(part).firstSample() + sample)
                + ": holds a "
                + Conversion.word(stored)
                + " that input "
                + spec.name()
                + " of "
                + Conversion.word(spec.type())
                + " cannot take; give data in the network's range");
      }
    }
  }
}
