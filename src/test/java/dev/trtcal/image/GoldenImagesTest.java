package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.trtcal.ElementType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Pillow 12.3.0 makes of the same files. */
class GoldenImagesTest {
  private static final Preprocess BICUBIC =
      pixels().resize(224, 224).filter(ResizeFilter.BICUBIC).build();
  private static final Preprocess BILINEAR =
      pixels().resizeShorterSide(256).crop(224, 224).filter(ResizeFilter.BILINEAR).build();

  @ParameterizedTest
  @MethodSource("names")
  void resizesToTheSamePixels(String name) throws IOException {
    assertEquals(0, difference(name, BICUBIC, "bicubic224"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void resizesAndCropsToTheSamePixels(String name) throws IOException {
    assertEquals(0, difference(name, BILINEAR, "resize256crop224_bilinear"));
  }

  @Test
  void tellsTheTwoPipelinesApart() throws IOException {
    assertNotEquals(0, difference("gray8.png", BILINEAR, "bicubic224"));
  }

  static List<String> names() {
    return List.of(
        "big_420.jpg",
        "cmyk.jpg",
        "exact224.png",
        "exif_rotated.jpg",
        "gray.jpg",
        "gray16.png",
        "gray8.png",
        "odd_size_444.jpg",
        "palette.png",
        "photo_420.jpg",
        "portrait_progressive.jpg",
        "rgba.png",
        "tiny_upscale.png",
        "wide_422.jpg");
  }

  private static Preprocess.Builder pixels() {
    return Preprocess.builder().type(ElementType.UINT8).layout(PixelLayout.NHWC);
  }

  private static int difference(String name, Preprocess preprocess, String pipeline)
      throws IOException {
    byte[] made = new byte[224 * 224 * 3];
    byte[] file = TestImages.resource("golden/images/images/" + name);
    try (SampleDecoder decoder = SampleDecoder.open(preprocess)) {
      decoder.decode(MemorySegment.ofArray(file), MemorySegment.ofArray(made), 0);
    }
    String stem = name.substring(0, name.indexOf('.'));
    byte[] expected =
        TestImages.resource("golden/images/expected/" + stem + "." + pipeline + ".png");
    return TestImages.maxDifference(rgb(expected), made);
  }

  /** Read apart from the decoder that is tested. */
  private static byte[] rgb(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int[] pixel = image.getRaster().getPixel(x, y, (int[]) null);
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) pixel[c];
        }
      }
    }
    return rgb;
  }
}
