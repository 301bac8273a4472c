package dev.trtcal.image;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The marker segments that stand before a JPEG file's first scan. Source: ITU-T T.81, annex B; the
 * Adobe segment: Adobe technical note 5116.
 */
final class JpegSegments {
  private static final int TEMPORARY = 0x01;
  private static final int RESTART_0 = 0xd0;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final String EXIF = "Exif\0\0";
  private static final int YCCK = 2;

  private final byte[] file;
  private final int scan;
  private final List<Segment> segments = new ArrayList<>();

  /** From the marker's 0xff to the byte after its last; the payload begins 4 bytes in. */
  private record Segment(int marker, int start, int end) {
    int payload() {
      return start + 4;
    }
  }

  JpegSegments(byte[] file) {
    this.file = file;
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = at(at + 1);
      if (at(at) != 0xff || marker == 0xff) {
        at++;
      } else if (marker == TEMPORARY || (marker >= RESTART_0 && marker <= START_OF_IMAGE)) {
        at += 2;
      } else if (marker == START_OF_SCAN) {
        break;
      } else {
        int length = Math.max(at(at + 2) << 8 | at(at + 3), 2);
        int end = at + 2 + length;
        if (end <= file.length) {
          segments.add(new Segment(marker, at, end));
        }
        at = end;
      }
    }
    scan = at;
  }

  /** Colour components of the frame; 0 when none is found. */
  int components() {
    for (Segment segment : segments) {
      if (isFrame(segment.marker()) && segment.payload() + 6 <= segment.end()) {
        return at(segment.payload() + 5);
      }
    }
    return 0;
  }

  /** Pixels a row of the frame; 0 when none is found. */
  int width() {
    return size(3);
  }

  /** Rows of the frame; 0 when none is found. */
  int height() {
    return size(1);
  }

  private int size(int offset) {
    for (Segment segment : segments) {
      if (isFrame(segment.marker()) && segment.payload() + 6 <= segment.end()) {
        int at = segment.payload() + offset;
        return at(at) << 8 | at(at + 1);
      }
    }
    return 0;
  }

  /** Whether an Adobe segment says that four components are YCbCr and black. */
  boolean isYcck() {
    for (Segment segment : segments) {
      if (segment.marker() == APP14
          && segment.payload() + 12 <= segment.end()
          && new String(file, segment.payload(), 5, StandardCharsets.US_ASCII).equals("Adobe")) {
        return at(segment.payload() + 11) == YCCK;
      }
    }
    return false;
  }

  /** The first Exif segment's data, a TIFF header and what follows; null when there is none. */
  MemorySegment exif() {
    for (Segment segment : segments) {
      if (segment.marker() == APP1
          && segment.payload() + EXIF.length() <= segment.end()
          && new String(file, segment.payload(), EXIF.length(), StandardCharsets.US_ASCII)
              .equals(EXIF)) {
        int start = segment.payload() + EXIF.length();
        return MemorySegment.ofArray(file).asSlice(start, segment.end() - start);
      }
    }
    return null;
  }

  /**
   * The file without application segments that leave the samples alone, above all without a colour
   * profile.
   */
  byte[] withoutProfiles() {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    int from = 0;
    for (Segment segment : segments) {
      int marker = segment.marker();
      if (marker > APP0 && marker <= APP15 && marker != APP14) {
        kept.write(file, from, segment.start() - from);
        from = segment.end();
      }
    }
    if (from == 0) {
      return file;
    }
    kept.write(file, from, file.length - from);
    return kept.toByteArray();
  }

  /**
   * Whether a file has no end-of-image marker behind its first scan, which is where Pillow says
   * that an image file is truncated.
   */
  static boolean isTruncated(MemorySegment file) {
    JpegSegments header = new JpegSegments(file.toArray(ValueLayout.JAVA_BYTE));
    byte[] bytes = header.file;
    int at = header.scan;
    while (at + 1 < bytes.length) {
      int marker = header.at(at + 1);
      if (header.at(at) != 0xff || marker == 0 || marker == 0xff) {
        at++;
      } else if (marker == END_OF_IMAGE) {
        return false;
      } else if (marker == TEMPORARY || (marker >= RESTART_0 && marker < START_OF_IMAGE)) {
        at += 2;
      } else if (at + 3 < bytes.length) {
        at += 2 + Math.max(header.at(at + 2) << 8 | header.at(at + 3), 2);
      } else {
        return true;
      }
    }
    return true;
  }

  /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private int at(int index) {
    return file[index] & 0xff;
  }
}
