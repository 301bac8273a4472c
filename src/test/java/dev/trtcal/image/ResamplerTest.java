package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {
  @ParameterizedTest
  @EnumSource(ResizeFilter.class)
  void leavesAUniformImageUniform(ResizeFilter filter) {
    byte[] samples = new byte[31 * 17 * 3];
    Arrays.fill(samples, (byte) 201);
    for (int[] size : new int[][] {{7, 5}, {64, 40}, {31, 5}, {9, 17}, {1, 1}}) {
      Pixels resized = Resampler.resize(Pixels.of(31, 17, 3, samples), size[0], size[1], filter);
      for (byte sample : TestImages.samples(resized)) {
        assertEquals((byte) 201, sample);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ResizeFilter.class)
  void treatsGreyLikeEachOfThreeChannels(ResizeFilter filter) {
    Pixels grey = TestImages.waves(40, 30, 1);
    byte[] one = TestImages.samples(grey);
    byte[] three = new byte[one.length * 3];
    for (int i = 0; i < three.length; i++) {
      three[i] = one[i / 3];
    }
    byte[] resizedOne = TestImages.samples(Resampler.resize(grey, 13, 47, filter));
    byte[] resizedThree =
        TestImages.samples(Resampler.resize(Pixels.of(40, 30, 3, three), 13, 47, filter));
    for (int i = 0; i < resizedThree.length; i++) {
      assertEquals(resizedOne[i / 3], resizedThree[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ResizeFilter.class,
      names = {"BILINEAR", "BICUBIC", "LANCZOS"})
  void agreesWithTheKernelInFloatingPoint(ResizeFilter filter) {
    Pixels image = TestImages.waves(60, 1, 1);
    byte[] from = TestImages.samples(image);
    for (int width : new int[] {11, 37, 59, 61, 200}) {
      byte[] resized = TestImages.samples(Resampler.resize(image, width, 1, filter));
      double scale = 60.0 / width;
      double stretch = Math.max(1, scale);
      for (int i = 0; i < width; i++) {
        double sum = 0;
        double total = 0;
        for (int k = 0; k < 60; k++) {
          double distance = (k + 0.5 - (i + 0.5) * scale) / stretch;
          double weight = Math.abs(distance) < filter.radius() ? filter.weight(distance) : 0;
          sum += weight * (from[k] & 0xff);
          total += weight;
        }
        double exact = Math.max(0, Math.min(255, sum / total));
        assertEquals(exact, resized[i] & 0xff, 0.51, filter + " to " + width + " at " + i);
      }
    }
  }

  @Test
  void takesForNearestThePixelUnderTheCentre() {
    Pixels image = Pixels.of(5, 1, 1, new byte[] {0, 1, 2, 3, 4});
    assertArrayEquals(
        new byte[] {0, 2, 4},
        TestImages.samples(Resampler.resize(image, 3, 1, ResizeFilter.NEAREST)));
    assertArrayEquals(
        new byte[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4},
        TestImages.samples(Resampler.resize(image, 10, 1, ResizeFilter.NEAREST)));
  }

  @Test
  void clampsOvershoot() {
    byte[] edge = new byte[20];
    Arrays.fill(edge, 10, 20, (byte) 255);
    byte[] resized =
        TestImages.samples(
            Resampler.resize(Pixels.of(20, 1, 1, edge), 50, 1, ResizeFilter.LANCZOS));
    assertEquals(0, resized[0]);
    assertEquals((byte) 255, resized[49]);
    int falls = 0;
    for (int i = 1; i < 50; i++) {
      if ((resized[i] & 0xff) < (resized[i - 1] & 0xff)) {
        falls++;
      }
    }
    assertTrue(falls > 0, "no ringing left to clamp");
  }

  @Test
  void handsBackAnImageOfTheRightSize() {
    Pixels image = TestImages.waves(4, 3, 3);
    assertSame(image, Resampler.resize(image, 4, 3, ResizeFilter.LANCZOS));
  }

  @Test
  void refusesWhatWouldTakeTooMuchMemory() {
    Pixels tall = Pixels.of(1, 1_000_000, 1, new byte[1_000_000]);
    assertEquals(
        "image.size",
        assertThrows(
                InvalidInputException.class,
                () -> Resampler.resize(tall, 224, 224, ResizeFilter.BILINEAR))
            .code());
    Preprocess shorter = Preprocess.builder().resizeShorterSide(256).crop(224, 224).build();
    assertEquals(
        "image.size",
        assertThrows(InvalidInputException.class, () -> shorter.prepare(tall)).code());
  }
}
