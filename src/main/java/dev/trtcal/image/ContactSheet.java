package dev.trtcal.image;

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
  private static final int BACKGROUND = 0x808080;

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
    int columns = columns(pictures.size());
    int rows = Math.ceilDiv(pictures.size(), columns);
    int width = pictures.stream().mapToInt(Pixels::width).max().orElseThrow() + GAP;
    int height = pictures.stream().mapToInt(Pixels::height).max().orElseThrow() + GAP;
    BufferedImage sheet =
        new BufferedImage(
            Math.multiplyExact(columns, width) + GAP,
            Math.multiplyExact(rows, height) + GAP,
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, BACKGROUND);
      }
    }
    for (int i = 0; i < pictures.size(); i++) {
      draw(pictures.get(i), sheet, GAP + i % columns * width, GAP + i / columns * height);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void draw(Pixels picture, BufferedImage sheet, int left, int top) {
    int channels = picture.channels();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        long at = ((long) y * picture.width() + x) * channels;
        int red = sample(picture, at);
        int rgb =
            channels == 1
                ? red * 0x010101
                : red << 16 | sample(picture, at + 1) << 8 | sample(picture, at + 2);
        sheet.setRGB(left + x, top + y, rgb);
      }
    }
  }

  private static int sample(Pixels picture, long at) {
    return picture.samples().get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }
}
