package dev.trtcal.ffi.jpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trtcal.Component;
import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JpegDecompressorTest {
  @BeforeEach
  void needsTheLibrary() {
    boolean there = TurboJpeg.component().status() == Component.Status.OK;
    assertTrue(
        there || System.getenv("TRTCAL_REQUIRE_NATIVE") == null,
        "libjpeg-turbo is required here: " + TurboJpeg.component().advice());
    assumeTrue(there, "libjpeg-turbo is not installed");
  }

  @Test
  void tellsSizeAndColoursBeforeItDecodes() throws IOException {
    try (Arena arena = Arena.ofConfined();
        JpegDecompressor jpeg = JpegDecompressor.open()) {
      assertTrue(jpeg.readHeader(file(arena, "exif_rotated.jpg")).isEmpty());
      assertEquals(400, jpeg.width());
      assertEquals(300, jpeg.height());
      assertEquals(JpegDecompressor.Format.RGB, jpeg.format());
      assertTrue(jpeg.readHeader(file(arena, "gray.jpg")).isEmpty());
      assertEquals(JpegDecompressor.Format.GRAY, jpeg.format());
      assertTrue(jpeg.readHeader(file(arena, "cmyk.jpg")).isEmpty());
      assertEquals(JpegDecompressor.Format.CMYK, jpeg.format());
    }
  }

  @Test
  void keepsThePixelsOfADamagedFileAndSaysWhatWasWrong() throws IOException {
    try (Arena arena = Arena.ofConfined();
        JpegDecompressor jpeg = JpegDecompressor.open()) {
      MemorySegment file = file(arena, "exif_rotated.jpg");
      MemorySegment half = file.asSlice(0, file.byteSize() / 2);
      assertTrue(jpeg.readHeader(half).isEmpty());
      MemorySegment pixels = arena.allocate(400 * 300 * 3);
      assertFalse(jpeg.decompress(half, 400, 300, jpeg.format(), pixels).isEmpty());
      assertTrue(jpeg.decompress(file, 400, 300, jpeg.format(), pixels).isEmpty());
    }
  }

  @Test
  void refusesWhatIsNoJpegAndGoesOnWithTheNext() throws IOException {
    try (Arena arena = Arena.ofConfined();
        JpegDecompressor jpeg = JpegDecompressor.open()) {
      MemorySegment nothing = arena.allocate(64);
      MemorySegment pixels = arena.allocate(400 * 300 * 3);
      assertFalse(jpeg.readHeader(nothing).isEmpty());
      InvalidInputException refusal =
          assertThrows(
              InvalidInputException.class,
              () -> jpeg.decompress(nothing, 4, 4, JpegDecompressor.Format.RGB, pixels));
      assertEquals("image.unreadable", refusal.code());
      MemorySegment file = file(arena, "exif_rotated.jpg");
      assertTrue(jpeg.readHeader(file).isEmpty());
      assertTrue(jpeg.decompress(file, 400, 300, jpeg.format(), pixels).isEmpty());
    }
  }

  @Test
  void refusesATargetThatIsTooShort() throws IOException {
    try (Arena arena = Arena.ofConfined();
        JpegDecompressor jpeg = JpegDecompressor.open()) {
      MemorySegment file = file(arena, "exif_rotated.jpg");
      assertThrows(
          IllegalArgumentException.class,
          () ->
              jpeg.decompress(
                  file, 400, 300, JpegDecompressor.Format.RGB, arena.allocate(400 * 300 * 3 - 1)));
    }
  }

  @Test
  void closesTwice() {
    JpegDecompressor jpeg = JpegDecompressor.open();
    jpeg.close();
    jpeg.close();
    assertThrows(RuntimeException.class, jpeg::width);
  }

  private static MemorySegment file(Arena arena, String name) throws IOException {
    try (InputStream in =
        JpegDecompressorTest.class.getResourceAsStream("/golden/images/images/" + name)) {
      return arena.allocateFrom(ValueLayout.JAVA_BYTE, in.readAllBytes());
    }
  }
}
