package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.nio.charset.StandardCharsets;

/** The formats that are decoded, told by a file's first bytes and never by its name. */
enum ImageFormat {
  JPEG("jpeg", "\u00ff\u00d8\u00ff"),
  PNG("png", "\u0089PNG\r\n\032\n"),
  BMP("bmp", "BM");

  private static final int LONGEST_MAGIC = 8;

  private final String imageIoName;
  private final String magic;

  ImageFormat(String imageIoName, String magic) {
    this.imageIoName = imageIoName;
    this.magic = magic;
  }

  String imageIoName() {
    return imageIoName;
  }

  static ImageFormat of(byte[] file) {
    if (file.length == 0) {
      throw new InvalidInputException("image.format", "the file is empty");
    }
    String start =
        new String(file, 0, Math.min(file.length, LONGEST_MAGIC), StandardCharsets.ISO_8859_1);
    for (ImageFormat format : values()) {
      if (start.startsWith(format.magic)) {
        return format;
      }
    }
    throw new InvalidInputException("image.format", "is no JPEG, PNG or BMP file");
  }
}
