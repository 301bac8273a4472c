package dev.trtcal.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import javax.imageio.ImageIO;

/** Many small pictures on one, row by row from the top left, to be looked at. */
public final class ContactSheet {
  private static final int GAP = 4;
  private static final Color BACKGROUND = Color.GRAY;

  private ContactSheet() {}

  /**
   * How many pictures a row has: about as many as there are rows.
   *
   * @param pictures how many there are, at least 1
   */
  public static int columns(int pictures) {
    return (int) Math.ceil(Math.sqrt(pictures));
  }

  /**
   * Lays pictures out on grey and encodes them.
   *
   * @param pictures at least one; smaller ones lie at the top left of their place
   * @return a PNG file
   */
  public static byte[] png(List<Pixels> pictures) {
    List<BufferedImage> images = pictures.stream().map(ContactSheet::image).toList();
    return encoded(sheet(images, columns(images.size())), "png");
  }

  /**
   * A sheet small enough for a page: pictures are shrunk until they fit a square, and enlarged by a
   * whole factor where they would fit it several times.
   *
   * @param pictures at least one
   * @param columns pictures a row, at least 1
   * @param side of the square, in pixels
   * @return a JPEG file
   */
  public static byte[] thumbnails(List<Pixels> pictures, int columns, int side) {
    List<BufferedImage> images =
        pictures.stream().map(picture -> fitted(image(picture), side)).toList();
    return encoded(sheet(images, Math.min(columns, images.size())), "jpeg");
  }

  private static BufferedImage image(Pixels picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    int channels = picture.channels();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        long at = ((long) y * picture.width() + x) * channels;
        int red = sample(picture, at);
        int rgb =
            channels == 1
                ? red * 0x010101
                : red << 16 | sample(picture, at + 1) << 8 | sample(picture, at + 2);
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static BufferedImage fitted(BufferedImage image, int side) {
    double fit = (double) side / Math.max(image.getWidth(), image.getHeight());
    double factor = fit > 1 ? Math.floor(fit) : fit;
    int width = (int) Math.max(1, Math.round(image.getWidth() * factor));
    int height = (int) Math.max(1, Math.round(image.getHeight() * factor));
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    int how = factor > 1 ? Image.SCALE_REPLICATE : Image.SCALE_AREA_AVERAGING;
    graphics.drawImage(image.getScaledInstance(width, height, how), 0, 0, null);
    graphics.dispose();
    return result;
  }

  private static BufferedImage sheet(List<BufferedImage> images, int columns) {
    int rows = Math.ceilDiv(images.size(), columns);
    int width = images.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow() + GAP;
    int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow() + GAP;
    BufferedImage sheet =
        new BufferedImage(
            Math.multiplyExact(columns, width) + GAP,
            Math.multiplyExact(rows, height) + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(BACKGROUND);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(
          images.get(i), GAP + i % columns * width, GAP + i / columns * height, null);
    }
    graphics.dispose();
    return sheet;
  }

  private static byte[] encoded(BufferedImage sheet, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static int sample(Pixels picture, long at) {
    return picture.samples().get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }
}
