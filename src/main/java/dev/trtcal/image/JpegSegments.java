package dev.trtcal.image;

import java.io.ByteArrayOutputStream;
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
  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int YCCK = 2;

  private final byte[] file;
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

  /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private int at(int index) {
    return file[index] & 0xff;
  }
}
