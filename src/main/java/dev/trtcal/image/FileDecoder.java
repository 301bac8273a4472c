package dev.trtcal.image;

import dev.trtcal.MissingEnvironmentException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JPEG by libjpeg-turbo where it is installed, all else by ImageIO. */
final class FileDecoder implements ImageDecoder {
  private static final Logger log = LoggerFactory.getLogger(FileDecoder.class);
  private static final AtomicBoolean told = new AtomicBoolean();

  private final Optional<TurboJpegDecoder> turbo;
  private final ImageIoDecoder others = new ImageIoDecoder();

  private FileDecoder(Optional<TurboJpegDecoder> turbo) {
    this.turbo = turbo;
  }

  static FileDecoder open() {
    try {
      return new FileDecoder(Optional.of(new TurboJpegDecoder()));
    } catch (MissingEnvironmentException e) {
      if (!told.getAndSet(true)) {
        log.warn(
            "JPEG is decoded by ImageIO, slower and not always to Pillow's pixels: {}",
            e.getMessage());
      }
      return new FileDecoder(Optional.empty());
    }
  }

  /** Whether JPEG can be shrunk while it is decoded. */
  boolean reduces() {
    return turbo.isPresent();
  }

  @Override
  public DecodedImage decode(MemorySegment file) {
    return decode(file, Reduction.NONE);
  }

  DecodedImage decode(MemorySegment file, Reduction reduction) {
    return turbo.isPresent() && ImageFormat.of(file) == ImageFormat.JPEG
        ? turbo.get().decode(file, reduction)
        : others.decode(file);
  }

  @Override
  public void close() {
    turbo.ifPresent(TurboJpegDecoder::close);
  }
}
