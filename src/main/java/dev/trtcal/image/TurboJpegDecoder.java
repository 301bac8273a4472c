package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.jpeg.JpegDecompressor;
import dev.trtcal.ffi.jpeg.JpegDecompressor.Format;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Decodes JPEG by libjpeg-turbo, which is Pillow's decoder too. What Pillow refuses is refused: a
 * truncated file, and one that the library gives up on. Where the library complains and goes on, as
 * it does when bits are damaged, Pillow keeps the pixels in silence; here they come with a caveat.
 */
final class TurboJpegDecoder implements AutoCloseable {
  private final JpegDecompressor jpeg = JpegDecompressor.open();
  private final ScratchMemory copy = new ScratchMemory();
  private final ScratchMemory samples = new ScratchMemory();

  DecodedImage decode(MemorySegment bytes, Reduction reduction) {
    MemorySegment file = bytes.isNative() ? bytes : copied(bytes);
    Optional<String> refused = jpeg.readHeader(file);
    int fullWidth = jpeg.width();
    int fullHeight = jpeg.height();
    Format format = jpeg.format();
    if (refused.isPresent()) {
      // The library knows common samplings only by name, but decodes all of them.
      JpegSegments segments = new JpegSegments(file.toArray(ValueLayout.JAVA_BYTE));
      fullWidth = segments.width();
      fullHeight = segments.height();
      format = segments.components() == 4 ? Format.CMYK : Format.RGB;
      if (segments.components() < 3 || fullWidth == 0 || fullHeight == 0) {
        throw new InvalidInputException(
            "image.unreadable", "cannot be decoded as JPEG (" + refused.get() + ")");
      }
    }
    ImageDecoder.checkSize(fullWidth, fullHeight);
    int divisor = reduction.divisor(fullWidth, fullHeight);
    int width = Math.ceilDiv(fullWidth, divisor);
    int height = Math.ceilDiv(fullHeight, divisor);
    long bytesNeeded = (long) width * height * format.channels();
    MemorySegment target = samples.atLeast(bytesNeeded);
    Optional<String> complaint = jpeg.decompress(file, width, height, format, target);
    if (complaint.isPresent() && JpegSegments.isTruncated(file)) {
      throw new InvalidInputException("image.truncated", "the file is truncated");
    }
    int channels = format.channels();
    if (format == Format.CMYK) {
      InvertedCmyk.toRgb(target, (long) width * height);
      channels = 3;
    }
    return new DecodedImage(
        new Pixels(width, height, channels, target.asSlice(0, (long) width * height * channels)),
        complaint.map(text -> "is damaged and was decoded as far as possible (" + text + ")"));
  }

  private MemorySegment copied(MemorySegment bytes) {
    MemorySegment file = copy.atLeast(bytes.byteSize()).asSlice(0, bytes.byteSize());
    return file.copyFrom(bytes);
  }

  @Override
  public void close() {
    jpeg.close();
    copy.close();
    samples.close();
  }
}
