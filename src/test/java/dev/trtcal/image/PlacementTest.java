package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.trtcal.ElementType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  /**
   * By ultralytics' LetterBox: sides rounded half to even, the odd pixel at the right or bottom.
   */
  @ParameterizedTest
  @CsvSource({
    "1280,720, 640,360,0,140",
    "500,375, 640,480,0,80",
    "333,500, 426,640,107,0",
    "641,480, 640,479,0,80",
    "10,10, 640,640,0,0"
  })
  void letterboxesAsUltralytics(int w, int h, int width, int height, int left, int top) {
    Resize.Letterbox letterbox = new Resize.Letterbox(640, 640, 114);
    assertEquals(
        new Placement(width, height, left, top), letterbox.place(w, h, new Size(640, 640)));
  }

  @Test
  void fillsWhatALetterboxLeavesFree() {
    Preprocess preprocess =
        Preprocess.builder().letterbox(4, 3, 114).type(ElementType.UINT8).build();
    byte[] pixels =
        TestImages.samples(preprocess.prepare(Pixels.of(4, 1, 1, new byte[] {1, 2, 3, 4})));
    assertArrayEquals(new byte[] {114, 114, 114, 114, 1, 2, 3, 4, 114, 114, 114, 114}, pixels);
  }

  @ParameterizedTest
  @CsvSource({"100,48,100", "50,48,50", "1000,48,320", "33,100,16"})
  void setsTextLinesAtTheLeftAndRoundsTheirWidthUp(int w, int h, int width) {
    Resize.TextLine line = new Resize.TextLine(320, 48);
    assertEquals(new Placement(width, 48, 0, 0), line.place(w, h, new Size(320, 48)));
  }

  @Test
  void leavesZeroBesideATextLineWhateverTheMean() {
    Preprocess preprocess =
        Preprocess.builder().textLine(4, 1).color(ColorOrder.GRAY).mean(0.5f).std(0.5f).build();
    float[] values = new float[4];
    preprocess.apply(Pixels.of(2, 1, 1, new byte[] {0, -1}), MemorySegment.ofArray(values), 0);
    assertArrayEquals(new float[] {-1, 1, 0, 0}, values);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0 1 2 3 4 5", "2, 2 1 0 5 4 3", "3, 5 4 3 2 1 0", "4, 3 4 5 0 1 2",
    "5, 0 3 1 4 2 5", "6, 3 0 4 1 5 2", "7, 5 2 4 1 3 0", "8, 2 5 1 4 0 3"
  })
  void turnsImagesAsExifSays(int value, String expected) {
    Pixels image = Pixels.of(3, 2, 1, new byte[] {0, 1, 2, 3, 4, 5});
    Orientation orientation = Orientation.of(MemorySegment.ofArray(jpegWithOrientation(value)));
    Pixels turned = orientation.apply(image);
    StringBuilder samples = new StringBuilder();
    for (byte sample : TestImages.samples(turned)) {
      samples.append(samples.isEmpty() ? "" : " ").append(sample);
    }
    assertEquals(expected, samples.toString());
    assertEquals(value > 4 ? 2 : 3, turned.width());
  }

  @Test
  void findsTheOrientationOfAGoldenImageAndNoneElsewhere() {
    assertEquals(Orientation.TURNED_RIGHT, orientation("exif_rotated.jpg"));
    assertEquals(Orientation.NORMAL, orientation("rgba.png"));
    assertEquals(Orientation.NORMAL, Orientation.of(MemorySegment.ofArray(new byte[3])));
  }

  @Test
  void shrinksInTheFrequencyDomainOnlyAsFarAsWanted() {
    Preprocess preprocess =
        Preprocess.builder().resizeShorterSide(256).crop(224, 224).fastDecode(true).build();
    assertEquals(1, preprocess.drawing().divisor(500, 375));
    assertEquals(4, preprocess.drawing().divisor(1920, 1080));
    assertEquals(2, preprocess.drawing().divisor(683, 512));
    assertEquals(1, preprocess.drawing().divisor(100, 100));
  }

  private static Orientation orientation(String name) {
    return Orientation.of(
        MemorySegment.ofArray(TestImages.resource("golden/images/images/" + name)));
  }

  private static byte[] jpegWithOrientation(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {-1, (byte) 0xd8, -1, (byte) 0xe1, 0, 34});
    out.writeBytes("Exif\0\0MM\0*\0\0\0\10\0\1".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) value, 0, 0, 0, 0, 0, 0});
    return out.toByteArray();
  }
}
