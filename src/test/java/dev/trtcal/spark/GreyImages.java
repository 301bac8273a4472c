package dev.trtcal.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small grey pictures that differ: blobs on a gradient, brighter from one to the next. */
final class GreyImages {
  private static final int SIDE = 28;

  private GreyImages() {}

  /** Writes so many, into four folders. */
  static void write(Path folder, int count) throws IOException {
    for (int kind = 0; kind < 4; kind++) {
      Files.createDirectories(folder.resolve("kind" + kind));
    }
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "kind%d/%05d.png", i % 4, i));
      ImageIO.write(picture(i), "png", file.toFile());
    }
  }

  /** Writes the same picture, a little brighter. */
  static void brighten(Path from, Path to) throws IOException {
    BufferedImage picture = ImageIO.read(from.toFile());
    byte[] pixels = (byte[]) picture.getRaster().getDataElements(0, 0, SIDE, SIDE, null);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.min(255, (pixels[i] & 0xff) + 2);
    }
    picture.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    ImageIO.write(picture, "png", to.toFile());
  }

  private static BufferedImage picture(int seed) {
    Random random = new Random(seed);
    int slope = random.nextInt(8);
    int x0 = random.nextInt(SIDE);
    int y0 = random.nextInt(SIDE);
    int radius = 2 + random.nextInt(8);
    int bright = 64 + random.nextInt(192);
    byte[] pixels = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean inside = (x - x0) * (x - x0) + (y - y0) * (y - y0) < radius * radius;
        pixels[y * SIDE + x] = (byte) (inside ? bright : Math.min(255, slope * (x + y) / 2));
      }
    }
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    return picture;
  }
}
