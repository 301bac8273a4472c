package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Decodes PNG and BMP with the JDK's own ImageIO, WebP with TwelveMonkeys' plug-in for it, and JPEG
 * where libjpeg-turbo is missing. ImageIO's JPEG library is older than Pillow's but computes the
 * same transform and upsampling, so the pixels are the same too, except where the colours are
 * halved in height alone (4:4:0), which it enlarges by repetition.
 */
final class ImageIoDecoder implements ImageDecoder {
  @Override
  public DecodedImage decode(MemorySegment file) {
    byte[] bytes =
        file.heapBase().orElse(null) instanceof byte[] array && array.length == file.byteSize()
            ? array
            : file.toArray(ValueLayout.JAVA_BYTE);
    ImageFormat format = ImageFormat.of(file);
    try {
      return format == ImageFormat.JPEG ? jpeg(bytes) : other(format, bytes);
    } catch (IOException e) {
      throw unreadable(format, e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      // Damaged files make ImageIO's readers throw whatever their arithmetic runs into.
      throw unreadable(format, e);
    }
  }

  /** The reader would convert to sRGB by an embedded colour profile, which Pillow does not. */
  private static DecodedImage jpeg(byte[] bytes) throws IOException {
    JpegSegments segments = new JpegSegments(bytes);
    ImageReader reader = reader(ImageFormat.JPEG);
    try (MemoryImageInput input = new MemoryImageInput(segments.withoutProfiles())) {
      setInput(reader, input);
      DecodedImage image =
          segments.components() == 4
              ? RasterPixels.ofCmyk(reader.readRaster(0, null), segments.isYcck())
              : RasterPixels.of(reader.read(0));
      if (input.ranOut()) {
        throw new InvalidInputException("image.truncated", "the file is truncated");
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static DecodedImage other(ImageFormat format, byte[] bytes) throws IOException {
    ImageReader reader = reader(format);
    try (MemoryImageInput input = new MemoryImageInput(bytes)) {
      setInput(reader, input);
      return RasterPixels.of(reader.read(0));
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.imageIoName());
    if (!readers.hasNext()) {
      throw new InvalidInputException(
          "image.unreadable",
          "no ImageIO reader for " + format + " here; put TwelveMonkeys' on the class path");
    }
    return readers.next();
  }

  private static void setInput(ImageReader reader, MemoryImageInput input) throws IOException {
    reader.setInput(input, true, true);
    ImageDecoder.checkSize(reader.getWidth(0), reader.getHeight(0));
  }

  private static InvalidInputException unreadable(ImageFormat format, Exception e) {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    return new InvalidInputException(
        "image.unreadable",
        "cannot be decoded as " + format + " (" + why.lines().findFirst().orElse("") + ")",
        e);
  }
}
