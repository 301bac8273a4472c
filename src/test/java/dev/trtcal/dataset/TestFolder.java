package dev.trtcal.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes folders of small grey images, each uniform, so that a sample tells which image it is. */
final class TestFolder {
  private final Path root;

  TestFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** A 4x4 image whose pixels all have this value. */
  TestFolder image(String name, int value) throws IOException {
    return file(name, png(value));
  }

  /** The file of such an image. */
  static byte[] png(int value) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 16; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, value);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Images {@code 000.png} and so on with values from 0. */
  TestFolder images(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      image(String.format("%03d.png", i), i);
    }
    return this;
  }

  TestFolder file(String name, byte... bytes) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
    return this;
  }
}
