package dev.trtcal.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How a picture is to be turned before it is looked at, as its Exif data say: what Pillow's {@code
 * ImageOps.exif_transpose} does. Source: Exif 2.32, tag 0x0112.
 */
enum Orientation {
  NORMAL(false),
  MIRRORED(false),
  UPSIDE_DOWN(false),
  FLIPPED(false),
  TRANSPOSED(true),
  TURNED_RIGHT(true),
  TRANSVERSED(true),
  TURNED_LEFT(true);

  private static final int TAG = 0x0112;
  private static final int ENTRY = 12;

  private final boolean swapsSides;

  Orientation(boolean swapsSides) {
    this.swapsSides = swapsSides;
  }

  /** Whether width becomes height. */
  boolean swapsSides() {
    return swapsSides;
  }

  /** What a file says; {@link #NORMAL} where it says nothing or nothing that can be read. */
  static Orientation of(MemorySegment file) {
    MemorySegment exif = ExifBlock.in(file);
    if (exif == null || exif.byteSize() < 8) {
      return NORMAL;
    }
    ByteOrder order =
        exif.get(ValueLayout.JAVA_BYTE, 0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ValueLayout.OfShort word = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    long directory =
        Integer.toUnsignedLong(exif.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 4));
    if (directory + 2 > exif.byteSize()) {
      return NORMAL;
    }
    int entries = Short.toUnsignedInt(exif.get(word, directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY;
      if (entry + ENTRY > exif.byteSize()) {
        return NORMAL;
      }
      if (exif.get(word, entry) == TAG) {
        int value = exif.get(word, entry + 8);
        return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
      }
    }
    return NORMAL;
  }

  /** The picture as it is to be looked at: itself, or new pixels on the heap. */
  Pixels apply(Pixels image) {
    if (this == NORMAL) {
      return image;
    }
    int width = swapsSides ? image.height() : image.width();
    int height = swapsSides ? image.width() : image.height();
    int channels = image.channels();
    byte[] from = image.array();
    byte[] to = new byte[from.length];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int source = source(x, y, image.width(), image.height()) * channels;
        for (int c = 0; c < channels; c++) {
          to[at++] = from[source + c];
        }
      }
    }
    return Pixels.of(width, height, channels, to);
  }

  /** Which pixel of an image comes to a place. */
  private int source(int x, int y, int width, int height) {
    int right = width - 1;
    int bottom = height - 1;
    return switch (this) {
      case NORMAL -> y * width + x;
      case MIRRORED -> y * width + right - x;
      case UPSIDE_DOWN -> (bottom - y) * width + right - x;
      case FLIPPED -> (bottom - y) * width + x;
      case TRANSPOSED -> x * width + y;
      case TURNED_RIGHT -> (bottom - x) * width + y;
      case TRANSVERSED -> (bottom - x) * width + right - y;
      case TURNED_LEFT -> x * width + right - y;
    };
  }
}
