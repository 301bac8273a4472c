package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessTest {
  /** Two pixels side by side: (10, 20, 30) and (40, 50, 60). */
  private static final Pixels TWO = Pixels.of(2, 1, 3, new byte[] {10, 20, 30, 40, 50, 60});

  @Test
  void givesTheValuesOfTheTrainingFormulaToTheLastBit() {
    byte[] all = new byte[256];
    for (int v = 0; v < 256; v++) {
      all[v] = (byte) v;
    }
    Preprocess preprocess = exact(256, 1).color(ColorOrder.GRAY).mean(0.2860f).std(0.3530f).build();
    float[] values = floats(preprocess, Pixels.of(256, 1, 1, all));
    for (int v = 0; v < 256; v++) {
      assertEquals((v / 255f - 0.2860f) / 0.3530f, values[v], 0f);
    }
  }

  @Test
  void laysOutPlanesOrPixels() {
    assertArrayEquals(
        new float[] {10, 40, 20, 50, 30, 60}, floats(exact(2, 1).scale(1).build(), TWO));
    assertArrayEquals(
        new float[] {10, 20, 30, 40, 50, 60},
        floats(exact(2, 1).scale(1).layout(PixelLayout.NHWC).build(), TWO));
  }

  @Test
  void swapsRedAndBlueForBgrAndTakesMeansInTheTensorsOrder() {
    assertArrayEquals(
        new float[] {29, 59, 18, 48, 7, 37},
        floats(exact(2, 1).scale(1).color(ColorOrder.BGR).mean(1, 2, 3).build(), TWO));
  }

  @Test
  void turnsColourIntoGreyAndGreyIntoColour() {
    Preprocess grey = exact(2, 1).scale(1).color(ColorOrder.GRAY).build();
    assertArrayEquals(new float[] {18, 48}, floats(grey, TWO));
    Preprocess color = exact(2, 1).scale(1).build();
    assertArrayEquals(
        new float[] {7, 8, 7, 8, 7, 8}, floats(color, Pixels.of(2, 1, 1, new byte[] {7, 8})));
  }

  @Test
  void roundsFloat16FromFloat32() {
    Preprocess preprocess = exact(2, 1).type(ElementType.FLOAT16).std(0.3f).build();
    short[] halves = new short[6];
    preprocess.apply(TWO, MemorySegment.ofArray(halves), 0);
    assertEquals(Float.floatToFloat16(10 / 255f / 0.3f), halves[0]);
    assertEquals(Float.floatToFloat16(60 / 255f / 0.3f), halves[5]);
  }

  @Test
  void keepsPixelsForUint8() {
    byte[] made = new byte[6];
    exact(2, 1).type(ElementType.UINT8).build().apply(TWO, MemorySegment.ofArray(made), 0);
    assertArrayEquals(new byte[] {10, 40, 20, 50, 30, 60}, made);
  }

  @Test
  void writesOnlyItsSampleAtAnyOffset() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(40).fill((byte) 9);
      exact(2, 1).scale(1).build().apply(TWO, target, 5);
      assertEquals(9, target.get(ValueLayout.JAVA_BYTE, 4));
      assertEquals(10f, target.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 5));
      assertEquals(60f, target.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 25));
      assertEquals(9, target.get(ValueLayout.JAVA_BYTE, 29));
      assertThrows(
          IndexOutOfBoundsException.class, () -> exact(2, 1).build().apply(TWO, target, 20));
    }
  }

  @Test
  void readsPixelsFromNativeMemoryToo() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(6);
      MemorySegment.copy(TWO.samples(), 0, memory, 0, 6);
      assertArrayEquals(
          floats(exact(5, 4).build(), TWO),
          floats(exact(5, 4).build(), new Pixels(2, 1, 3, memory)));
    }
  }

  @Test
  void tellsNameTypeAndShapeOfASample() {
    Preprocess preprocess = Preprocess.builder().resizeShorterSide(256).crop(224, 200).build();
    assertEquals(Shape.of(3, 200, 224), preprocess.sampleShape());
    assertEquals(
        new TensorSpec("x", ElementType.FLOAT32, Shape.of(3, 200, 224)), preprocess.sample("x"));
    assertEquals(
        Shape.of(7, 8, 1),
        exact(8, 7).layout(PixelLayout.NHWC).color(ColorOrder.GRAY).build().sampleShape());
  }

  @Test
  void printsItselfAsOneLine() {
    assertEquals(
        "resize=shorter:256 filter=bilinear crop=224x224 color=rgb scale=0.00392156862745098"
            + " mean=0.485,0.456,0.406 std=0.229,0.224,0.225 layout=nchw dtype=float32",
        Preprocess.builder()
            .resizeShorterSide(256)
            .crop(224, 224)
            .mean(0.485f, 0.456f, 0.406f)
            .std(0.229f, 0.224f, 0.225f)
            .build()
            .canonical());
    assertEquals(
        "resize=8x7 filter=lanczos crop=none color=gray layout=nhwc dtype=uint8",
        exact(8, 7)
            .filter(ResizeFilter.LANCZOS)
            .color(ColorOrder.GRAY)
            .layout(PixelLayout.NHWC)
            .type(ElementType.UINT8)
            .build()
            .canonical());
  }

  @Test
  void isEqualToAnotherThatDoesTheSame() {
    assertEquals(exact(8, 8).mean(0.5f).build(), exact(8, 8).mean(0.5f, 0.5f, 0.5f).build());
    assertNotEquals(exact(8, 8).build(), exact(8, 8).color(ColorOrder.BGR).build());
  }

  @ParameterizedTest
  @CsvSource({"5,2,2,2", "6,3,2,3", "7,4,2,4", "4,1,2,1", "9,4,2,4"})
  void cropsAroundTheCentreRoundingHalfToEven(int width, int crop, int left, int size) {
    byte[] row = new byte[width];
    for (int x = 0; x < width; x++) {
      row[x] = (byte) x;
    }
    Preprocess preprocess = Preprocess.builder().crop(crop, 1).build();
    Pixels cropped = preprocess.prepare(Pixels.of(width, 1, 1, row));
    assertEquals(size, cropped.width());
    assertEquals(left, TestImages.samples(cropped)[0]);
  }

  @Test
  void cropsBeyondTheImageIntoBlack() {
    Pixels image = Pixels.of(2, 1, 1, new byte[] {7, 8});
    assertArrayEquals(
        new byte[] {0, 7, 8, 0, 0, 0, 0, 0, 0, 0},
        TestImages.samples(Preprocess.builder().crop(5, 2).build().prepare(image)));
  }

  @Test
  void resizesTheShorterSideAndCutsTheLongerToWholePixels() {
    Preprocess preprocess = Preprocess.builder().resizeShorterSide(10).crop(10, 10).build();
    Resize resize = new Resize.ShorterSide(10);
    assertEquals(new Size(19, 10), resize.resized(59, 30));
    assertEquals(new Size(10, 19), resize.resized(30, 59));
    assertEquals(10, preprocess.prepare(TestImages.waves(59, 30, 3)).width());
  }

  @Test
  void refusesSettingsThatContradictEachOther() {
    assertRefused("preprocess.size", Preprocess.builder());
    assertRefused("preprocess.size", Preprocess.builder().resizeShorterSide(256));
    assertRefused("preprocess.values", exact(8, 8).mean(1, 2));
    assertRefused("preprocess.values", exact(8, 8).color(ColorOrder.GRAY).std(1, 2, 3));
    assertRefused("preprocess.values", exact(8, 8).std(0));
    assertRefused("preprocess.values", exact(8, 8).mean(Float.NaN));
    assertRefused("preprocess.values", exact(8, 8).scale(Double.POSITIVE_INFINITY));
    assertRefused("preprocess.type", exact(8, 8).type(ElementType.INT64));
    assertRefused("preprocess.type", exact(8, 8).type(ElementType.UINT8).mean(1));
  }

  @Test
  void refusesSizesThatAreNone() {
    Preprocess.Builder builder = Preprocess.builder();
    for (int size : new int[] {0, -1, Integer.MAX_VALUE}) {
      assertThrows(UsageException.class, () -> builder.resize(size, 8));
      assertThrows(UsageException.class, () -> builder.resizeShorterSide(size));
      assertThrows(UsageException.class, () -> builder.crop(8, size));
    }
  }

  private static void assertRefused(String code, Preprocess.Builder builder) {
    UsageException refusal = assertThrows(UsageException.class, builder::build);
    assertEquals(code, refusal.code());
    assertTrue(refusal.getMessage().lines().count() == 1);
  }

  private static Preprocess.Builder exact(int width, int height) {
    return Preprocess.builder().resize(width, height);
  }

  private static float[] floats(Preprocess preprocess, Pixels image) {
    float[] values = new float[(int) preprocess.sampleShape().elements()];
    preprocess.apply(image, MemorySegment.ofArray(values), 0);
    return values;
  }
}
