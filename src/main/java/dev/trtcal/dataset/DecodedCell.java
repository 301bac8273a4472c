package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.image.Canvas;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One image on its way through {@link DecodeAhead}: requested, decoded, then written or dropped.
 * One thread has it at a time; the lock of {@code DecodeAhead} hands it on.
 */
final class DecodedCell {
  private final Canvas canvas = new Canvas();
  private int candidate;
  private ImageEntry entry;
  private boolean decoded;
  private Optional<String> reason = Optional.empty();
  private Throwable failure;
  private MemorySegment target;
  private long offset;

  void request(int candidate, ImageEntry entry) {
    this.candidate = candidate;
    this.entry = entry;
    decoded = false;
    reason = Optional.empty();
    failure = null;
  }

  void decode(ImageWorker worker) {
    try {
      worker.prepare(entry, canvas);
    } catch (InvalidInputException e) {
      reason = Optional.of(e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever it is must reach the consumer, not this thread's end.
      failure = e;
    }
  }

  void setDecoded() {
    decoded = true;
  }

  void target(MemorySegment memory, long at) {
    target = memory;
    offset = at;
  }

  /** As {@link #write(ImageWorker)}, where there is no worker; costs a copy of the image. */
  void write(Preprocess preprocess) {
    preprocess.write(canvas.pixels(), target, offset);
    target = null;
  }

  void write(ImageWorker worker) {
    worker.write(canvas, target, offset);
    target = null;
  }

  /** The consumer's number for the image. */
  int candidate() {
    return candidate;
  }

  boolean isDecoded() {
    return decoded;
  }

  /** Why the image cannot be used; empty when it can. */
  Optional<String> reason() {
    return reason;
  }

  /** What is odd about an image that can be used. */
  Optional<String> caveat() {
    return canvas.caveat();
  }

  /** What decoding failed with, other than for the image's own fault; null when it did not. */
  Throwable failure() {
    return failure;
  }
}
