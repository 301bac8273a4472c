package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The formats that are decoded, told by a file's first bytes and never by its name. */
enum ImageFormat {
  JPEG("jpeg", "\u00ff\u00d8\u00ff"),
  PNG("png", "\u0089PNG\r\n\032\n"),
  BMP("bmp", "BM"),
  /** A dot stands for any byte: the length of the file. */
  WEBP("webp", "RIFF....WEBP");

  private final String imageIoName;
  private final String magic;

  ImageFormat(String imageIoName, String magic) {
    this.imageIoName = imageIoName;
    this.magic = magic;
  }

  String imageIoName() {
    return imageIoName;
  }

  static ImageFormat of(MemorySegment file) {
    if (file.byteSize() == 0) {
      throw new InvalidInputException("image.format", "the file is empty");
    }
    for (ImageFormat format : values()) {
      if (format.begins(file)) {
        return format;
      }
    }
    throw new InvalidInputException("image.format", "is no JPEG, PNG, BMP or WebP file");
  }

  private boolean begins(MemorySegment file) {
    if (file.byteSize() < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      char wanted = magic.charAt(i);
      if (wanted != '.' && wanted != (file.get(ValueLayout.JAVA_BYTE, i) & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
