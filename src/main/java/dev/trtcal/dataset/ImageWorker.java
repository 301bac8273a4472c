package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.image.Canvas;
import dev.trtcal.image.Preprocess;
import dev.trtcal.image.SampleDecoder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What one thread needs to make samples of images, used again from one to the next. */
final class ImageWorker implements AutoCloseable {
  private final Preprocess preprocess;
  private final DecodedListener listener;
  private final ImageBytes bytes = new ImageBytes();
  private SampleDecoder decoder;

  ImageWorker(Preprocess preprocess, DecodedListener listener) {
    this.preprocess = preprocess;
    this.listener = listener;
  }

  /**
   * Reads, decodes and resizes an image.
   *
   * @throws InvalidInputException when it cannot be used; the message says why, without its name
   * @throws dev.trtcal.MissingEnvironmentException as {@link SampleDecoder#open}
   */
  void prepare(ImageEntry entry, Canvas canvas) {
    try {
      MemorySegment file = bytes.read(entry);
      listener.decoded(entry, file, decoder().prepare(file, canvas));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("image.missing", "does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException("image.unreadable", "no permission to read it", e);
    } catch (IOException e) {
      throw new InvalidInputException("image.unreadable", "cannot be read (" + e + ")", e);
    }
  }

  /** Normalises what was prepared, by this one or another. */
  void write(Canvas canvas, MemorySegment target, long offset) {
    decoder().write(canvas, target, offset);
  }

  private SampleDecoder decoder() {
    if (decoder == null) {
      decoder = SampleDecoder.open(preprocess);
    }
    return decoder;
  }

  @Override
  public void close() {
    bytes.close();
    if (decoder != null) {
      decoder.close();
    }
  }
}
