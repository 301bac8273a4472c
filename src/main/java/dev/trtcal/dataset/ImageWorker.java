package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.image.DecodedImage;
import dev.trtcal.image.ImageDecoder;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What one thread needs to make pixels of images, used again from one to the next. */
final class ImageWorker implements AutoCloseable {
  private final Preprocess preprocess;
  private final ImageBytes bytes = new ImageBytes();
  private ImageDecoder decoder;

  ImageWorker(Preprocess preprocess) {
    this.preprocess = preprocess;
  }

  /**
   * Reads, decodes and resizes an image.
   *
   * @return pixels that stay as they are
   * @throws InvalidInputException when it cannot be used; the message says why, without its name
   */
  DecodedImage prepare(ImageEntry entry) {
    if (decoder == null) {
      decoder = ImageDecoder.open();
    }
    try {
      DecodedImage image = decoder.decode(bytes.read(entry));
      return new DecodedImage(owned(image.pixels()), image.caveat());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("image.missing", "does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException("image.unreadable", "no permission to read it", e);
    } catch (IOException e) {
      throw new InvalidInputException("image.unreadable", "cannot be read (" + e + ")", e);
    }
  }

  /** A decoder's pixels are gone with its next file, so untouched ones are copied. */
  private Pixels owned(Pixels image) {
    Pixels prepared = preprocess.prepare(image);
    if (!prepared.equals(image)) {
      return prepared;
    }
    return Pixels.of(
        image.width(),
        image.height(),
        image.channels(),
        image.samples().toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void close() {
    bytes.close();
    if (decoder != null) {
      decoder.close();
    }
  }
}
