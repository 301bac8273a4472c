package dev.trtcal.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void readsColoursInTheOrderRedGreenBlue(String format) {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0xfffefd);
    Pixels pixels = decode(TestImages.encode(image, format)).pixels();
    assertEquals(3, pixels.channels());
    assertArrayEquals(new byte[] {1, 2, 3, -1, -2, -3}, TestImages.samples(pixels));
  }

  @Test
  void dropsAlphaWithoutBlending() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00010203);
    image.setRGB(1, 0, 0x80fffefd);
    Pixels pixels = decode(TestImages.encode(image, "png")).pixels();
    assertArrayEquals(new byte[] {1, 2, 3, -1, -2, -3}, TestImages.samples(pixels));
  }

  @Test
  void keepsGreyAsOneChannel() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {7, 200});
    Pixels pixels = decode(TestImages.encode(image, "png")).pixels();
    assertEquals(1, pixels.channels());
    assertArrayEquals(new byte[] {7, (byte) 200}, TestImages.samples(pixels));
  }

  @Test
  void resolvesPalettesOfEachDepth() {
    byte[] levels = {0, 85, (byte) 170, (byte) 255};
    for (int bits : new int[] {2, 4, 8}) {
      IndexColorModel palette =
          new IndexColorModel(bits, 4, levels, new byte[] {9, 8, 7, 6}, new byte[4]);
      BufferedImage image =
          bits == 8
              ? new BufferedImage(5, 1, BufferedImage.TYPE_BYTE_INDEXED, palette)
              : new BufferedImage(5, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
      image.getRaster().setSamples(0, 0, 5, 1, 0, new int[] {3, 2, 1, 0, 3});
      Pixels pixels = decode(TestImages.encode(image, "png")).pixels();
      assertArrayEquals(
          new byte[] {-1, 6, 0, (byte) 170, 7, 0, 85, 8, 0, 0, 9, 0, -1, 6, 0},
          TestImages.samples(pixels));
    }
  }

  @Test
  void spreadsOneBitOverBlackAndWhite() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {1, 0, 1});
    Pixels grey = decode(TestImages.encode(image, "png")).pixels().toGrey();
    assertArrayEquals(new byte[] {-1, 0, -1}, TestImages.samples(grey));
  }

  @Test
  void keepsTheUpperByteOf16BitColour() {
    DecodedImage image = decode(TestImages.encode(ushort(ColorSpace.CS_sRGB, 3, 0x12ff), "png"));
    assertArrayEquals(new byte[] {0x12, 0x12, 0x12}, TestImages.samples(image.pixels()));
    assertEquals(Optional.empty(), image.caveat());
  }

  @Test
  void cuts16BitGreyAt255AndWarns() {
    DecodedImage image = decode(TestImages.encode(ushort(ColorSpace.CS_GRAY, 1, 256), "png"));
    assertArrayEquals(new byte[] {-1}, TestImages.samples(image.pixels()));
    assertTrue(image.caveat().orElseThrow().contains("16-bit"));
    DecodedImage dark = decode(TestImages.encode(ushort(ColorSpace.CS_GRAY, 1, 9), "png"));
    assertArrayEquals(new byte[] {9}, TestImages.samples(dark.pixels()));
  }

  @Test
  void convertsYcckAsLibjpegTurboDoes() {
    Pixels pixels = decode(TestImages.resource("images/ycck.jpg")).pixels();
    assertEquals(67, pixels.width());
    assertArrayEquals(TestImages.resource("images/ycck.rgb"), TestImages.samples(pixels));
  }

  @Test
  void ignoresColourProfiles() {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    for (String name : new String[] {"exif_rotated.jpg", "gray.jpg"}) {
      byte[] plain = TestImages.resource("golden/images/images/" + name);
      assertArrayEquals(
          TestImages.samples(decode(plain).pixels()),
          TestImages.samples(decode(withProfile(plain, profile)).pixels()));
    }
  }

  @Test
  void ignoresTheOrientationThatExifAsksFor() {
    Pixels pixels = decode(TestImages.resource("golden/images/images/exif_rotated.jpg")).pixels();
    assertEquals(400, pixels.width());
    assertEquals(300, pixels.height());
  }

  @Test
  void refusesATruncatedJpeg() {
    byte[] whole = TestImages.resource("golden/images/images/gray.jpg");
    for (int length : new int[] {whole.length - 20, whole.length / 2, 700}) {
      assertEquals("image.truncated", refusal(Arrays.copyOf(whole, length)).code());
    }
  }

  @Test
  void refusesATruncatedPng() {
    byte[] whole = TestImages.resource("golden/images/images/tiny_upscale.png");
    for (int length : new int[] {whole.length / 2, 40, 8}) {
      InvalidInputException refusal = refusal(Arrays.copyOf(whole, length));
      assertEquals("image.unreadable", refusal.code());
      assertEquals(1, refusal.getMessage().lines().count());
    }
  }

  @Test
  void refusesWhatIsNoImageWhateverItsName() {
    assertEquals("image.format", refusal("<html></html>".getBytes(UTF_8)).code());
    assertEquals("the file is empty", refusal(new byte[0]).getMessage());
    assertEquals("image.format", refusal(new byte[] {(byte) 0xff}).code());
  }

  @Test
  void refusesABombBeforeDecodingIt() {
    for (int[] size : new int[][] {{50_000, 50_000}, {2_000_000, 1}, {1 << 30, 1 << 30}}) {
      InvalidInputException refusal = refusal(pngHeader(size[0], size[1]));
      assertEquals("image.size", refusal.code());
      assertTrue(refusal.getMessage().startsWith(size[0] + "x" + size[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden/images/images/gray.jpg", "images/ycck.jpg", "png", "bmp"})
  void answersAnyDamagedFileWithPixelsOrARefusal(String source) {
    byte[] whole =
        source.endsWith("jpg")
            ? TestImages.resource(source)
            : TestImages.encode(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), source);
    Random random = new Random(2);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt(256);
      }
      try {
        decode(damaged);
      } catch (InvalidInputException e) {
        assertTrue(e.code().startsWith("image."));
        refused++;
      }
    }
    assertTrue(refused > 0);
  }

  private static DecodedImage decode(byte[] file) {
    return TestImages.decode(file);
  }

  private static InvalidInputException refusal(byte[] file) {
    return assertThrows(InvalidInputException.class, () -> decode(file));
  }

  private static BufferedImage ushort(int space, int bands, int value) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    for (int band = 0; band < bands; band++) {
      raster.setSample(0, 0, band, value);
    }
    return new BufferedImage(model, raster, false, null);
  }

  /** Right behind the start-of-image marker and the JFIF segment. */
  private static byte[] withProfile(byte[] jpeg, byte[] profile) {
    int at = 4 + ((jpeg[4] & 0xff) << 8 | (jpeg[5] & 0xff));
    byte[] id = "ICC_PROFILE\0\1\1".getBytes(UTF_8);
    int length = 2 + id.length + profile.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, at);
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe2, (byte) (length >> 8), (byte) length});
    out.writeBytes(id);
    out.writeBytes(profile);
    out.write(jpeg, at, jpeg.length - at);
    return out.toByteArray();
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.putInt(13).put("IHDR".getBytes(UTF_8)).putInt(width).putInt(height);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }
}
