package dev.trtcal.spark;

import dev.trtcal.analysis.audit.FashionImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * FashionFiles IDX_FOLDER TARGET: writes all 70,000 images of Fashion-MNIST as PNG files, a folder
 * a class.
 */
final class FashionFiles {
  private static final int SIDE = 28;

  private FashionFiles() {}

  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    write(FashionImages.read(from, "train", 60_000), target, 0);
    write(FashionImages.read(from, "t10k", 10_000), target, 60_000);
  }

  private static void write(FashionImages images, Path target, int first) throws IOException {
    for (int i = 0; i < images.pixels().size(); i++) {
      Path folder = target.resolve("class" + images.labels().get(i));
      Files.createDirectories(folder);
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      picture.getRaster().setDataElements(0, 0, SIDE, SIDE, images.pixels().get(i));
      String name = String.format(Locale.ROOT, "%05d.png", first + i);
      ImageIO.write(picture, "png", folder.resolve(name).toFile());
    }
  }
}
