package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What decodes where libjpeg-turbo is missing. */
class ImageIoTwinTest {
  /** Compares with whatever decodes here; the golden images hold that to Pillow's pixels. */
  @ParameterizedTest
  @MethodSource("dev.trtcal.image.GoldenImagesTest#names")
  void decodesTheGoldenImagesToTheSamePixels(String name) {
    byte[] file = TestImages.resource("golden/images/images/" + name);
    DecodedImage expected = TestImages.decode(file);
    DecodedImage twin = new ImageIoDecoder().decode(MemorySegment.ofArray(file));
    assertEquals(expected.pixels().width(), twin.pixels().width());
    assertEquals(expected.pixels().height(), twin.pixels().height());
    assertArrayEquals(TestImages.samples(expected.pixels()), TestImages.samples(twin.pixels()));
  }
}
