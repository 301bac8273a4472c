package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * Takes ImageIO's images apart as Pillow's convert('RGB') does: the samples, whatever they mean.
 */
final class RasterPixels {
  private static final String CUT_GREY =
      "holds 16-bit grey, of which all above 255 becomes white, as with Pillow; "
          + "convert it to 8 bits first";

  private RasterPixels() {}

  static DecodedImage of(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    Raster raster = image.getRaster();
    if (colors instanceof IndexColorModel palette) {
      return new DecodedImage(ofPalette(raster, palette), Optional.empty());
    }
    int bands = raster.getNumBands();
    if (colors instanceof ComponentColorModel && bands <= 4) {
      int channels = bands < 3 ? 1 : 3;
      if (raster.getTransferType() == DataBuffer.TYPE_BYTE) {
        return new DecodedImage(ofBytes(raster, channels), Optional.empty());
      }
      if (raster.getTransferType() == DataBuffer.TYPE_USHORT) {
        boolean cut = bands == 1;
        Pixels pixels = ofShorts(raster, channels, cut);
        return new DecodedImage(pixels, cut ? Optional.of(CUT_GREY) : Optional.empty());
      }
    }
    return new DecodedImage(ofOther(image), Optional.empty());
  }

  /**
   * CMYK as Adobe stores it: {@link InvertedCmyk}.
   *
   * @param ycck whether the first three bands are YCbCr still
   */
  static DecodedImage ofCmyk(Raster raster, boolean ycck) {
    if (raster.getNumBands() != 4 || raster.getTransferType() != DataBuffer.TYPE_BYTE) {
      throw new InvalidInputException("image.unreadable", "is a CMYK JPEG of an unknown kind");
    }
    int width = raster.getWidth();
    byte[] row = new byte[4 * width];
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    for (int y = 0, at = 0; y < raster.getHeight(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += 4) {
        if (ycck) {
          yccToCmy(row, x);
        }
        int black = row[x + 3] & 0xff;
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) InvertedCmyk.mulDiv255(row[x + c] & 0xff, black);
        }
      }
    }
    return new DecodedImage(Pixels.of(width, raster.getHeight(), 3, rgb), Optional.empty());
  }

  /**
   * YCbCr to RGB in 16-bit fixed point (JFIF 1.02, section 7), then the complement, which Adobe
   * stores as inverted inks.
   */
  private static void yccToCmy(byte[] samples, int at) {
    int y = samples[at] & 0xff;
    int cb = (samples[at + 1] & 0xff) - 128;
    int cr = (samples[at + 2] & 0xff) - 128;
    samples[at] = (byte) (255 - clip(y + ((91881 * cr + 32768) >> 16)));
    samples[at + 1] = (byte) (255 - clip(y + ((-22554 * cb - 46802 * cr + 32768) >> 16)));
    samples[at + 2] = (byte) (255 - clip(y + ((116130 * cb + 32768) >> 16)));
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static Pixels ofPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int[] row = new int[width];
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    for (int y = 0, at = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        rgb[at++] = (byte) palette.getRed(index);
        rgb[at++] = (byte) palette.getGreen(index);
        rgb[at++] = (byte) palette.getBlue(index);
      }
    }
    return Pixels.of(width, raster.getHeight(), 3, rgb);
  }

  private static Pixels ofBytes(Raster raster, int channels) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    byte[] row = new byte[width * bands];
    byte[] samples = new byte[channels * width * raster.getHeight()];
    for (int y = 0, at = 0; y < raster.getHeight(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        for (int c = 0; c < channels; c++) {
          samples[at++] = row[x + c];
        }
      }
    }
    return Pixels.of(width, raster.getHeight(), channels, samples);
  }

  /** Pillow keeps the upper byte of each sample, but of grey alone it cuts off what exceeds 255. */
  private static Pixels ofShorts(Raster raster, int channels, boolean cut) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    short[] row = new short[width * bands];
    byte[] samples = new byte[channels * width * raster.getHeight()];
    for (int y = 0, at = 0; y < raster.getHeight(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        for (int c = 0; c < channels; c++) {
          int value = Short.toUnsignedInt(row[x + c]);
          samples[at++] = (byte) (cut ? Math.min(value, 255) : value >> 8);
        }
      }
    }
    return Pixels.of(width, raster.getHeight(), channels, samples);
  }

  /** Packed pixels of BMP files, 16 or 32 bits each. */
  private static Pixels ofOther(BufferedImage image) {
    int width = image.getWidth();
    int[] row = new int[width];
    byte[] rgb = new byte[3 * width * image.getHeight()];
    for (int y = 0, at = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        rgb[at++] = (byte) (pixel >> 16);
        rgb[at++] = (byte) (pixel >> 8);
        rgb[at++] = (byte) pixel;
      }
    }
    return Pixels.of(width, image.getHeight(), 3, rgb);
  }
}
