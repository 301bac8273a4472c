package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Finds the Exif data in a file: a TIFF header and what follows. */
final class ExifBlock {
  private static final ValueLayout.OfInt BIG =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt LITTLE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int PNG_EXIF = 0x65584966;
  private static final int WEBP_EXIF = 0x45584946;

  private ExifBlock() {}

  /** The data, or null where the file has none. */
  static MemorySegment in(MemorySegment file) {
    ImageFormat format;
    try {
      format = ImageFormat.of(file);
    } catch (InvalidInputException e) {
      // The decoder will say so.
      return null;
    }
    return switch (format) {
      case JPEG -> new JpegSegments(file.toArray(ValueLayout.JAVA_BYTE)).exif();
      // A chunk of PNG is length, type, data, checksum; the first follows an 8-byte signature.
      case PNG -> chunk(file, 8, 0, 4, BIG, PNG_EXIF, 4);
      // A chunk of RIFF is type, length, data, padded to an even length.
      case WEBP -> chunk(file, 12, 4, 0, LITTLE, WEBP_EXIF, 0);
      case BMP -> null;
    };
  }

  private static MemorySegment chunk(
      MemorySegment file,
      long start,
      int lengthAt,
      int typeAt,
      ValueLayout.OfInt lengthLayout,
      int wanted,
      int trailer) {
    long at = start;
    while (at + 8 <= file.byteSize()) {
      long length = Integer.toUnsignedLong(file.get(lengthLayout, at + lengthAt));
      if (at + 8 + length > file.byteSize()) {
        return null;
      }
      if (file.get(BIG, at + typeAt) == wanted) {
        return file.asSlice(at + 8, length);
      }
      at += 8 + length + trailer + (trailer == 0 ? length & 1 : 0);
    }
    return null;
  }
}
