package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryImageInputTest {
  /**
   * TwelveMonkeys' WebP reader takes the end of a file for zeros, of which it may want millions.
   */
  @Test
  void endsAReaderThatGoesOnBehindTheEnd() throws IOException {
    try (MemoryImageInput input = new MemoryImageInput(new byte[] {1, 2})) {
      InvalidInputException refused =
          assertThrows(
              InvalidInputException.class,
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  input.read();
                }
              });
      assertEquals("image.truncated", refused.code());
      assertTrue(input.ranOut());
    }
  }

  @Test
  void letsAReaderLookALittleAhead() throws IOException {
    try (MemoryImageInput input = new MemoryImageInput(new byte[] {1, 2})) {
      assertEquals(1, input.read());
      assertEquals(2, input.read());
      for (int i = 0; i < 64; i++) {
        assertEquals(-1, input.read());
      }
    }
  }
}
