package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.trtcal.ElementType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Pillow 12.3.0 makes of the same files. */
class GoldenImagesTest {
  private static final Preprocess BICUBIC =
      pixels().resize(224, 224).filter(ResizeFilter.BICUBIC).build();
  private static final Preprocess BILINEAR =
      pixels().resizeShorterSide(256).crop(224, 224).filter(ResizeFilter.BILINEAR).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny_upscale.png",
        "palette.png",
        "gray8.png",
        "gray16.png",
        "gray.jpg",
        "exif_rotated.jpg"
      })
  void resizesToTheSamePixels(String name) throws IOException {
    assertEquals(0, difference(name, BICUBIC, "bicubic224"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny_upscale.png",
        "palette.png",
        "gray8.png",
        "gray16.png",
        "gray.jpg",
        "exif_rotated.jpg"
      })
  void resizesAndCropsToTheSamePixels(String name) throws IOException {
    assertEquals(0, difference(name, BILINEAR, "resize256crop224_bilinear"));
  }

  @Test
  void tellsTheTwoPipelinesApart() throws IOException {
    assertNotEquals(0, difference("gray8.png", BILINEAR, "bicubic224"));
  }

  private static Preprocess.Builder pixels() {
    return Preprocess.builder().type(ElementType.UINT8).layout(PixelLayout.NHWC);
  }

  private static int difference(String name, Preprocess preprocess, String pipeline)
      throws IOException {
    Pixels image = TestImages.decode(TestImages.resource("golden/images/images/" + name)).pixels();
    byte[] made = new byte[224 * 224 * 3];
    preprocess.apply(image, MemorySegment.ofArray(made), 0);
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
