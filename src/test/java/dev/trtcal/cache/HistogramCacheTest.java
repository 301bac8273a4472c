package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what TensorRT 10.6.0 itself wrote. */
class HistogramCacheTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/histograms");

  static byte[] golden(String family) {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(GOLDEN.resolve(family + "/legacy.hist.gz")))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"activations", "explicit_bn", "mobilenetv3", "two_inputs"})
  void readsTensorRtsHistogramsAndWritesThemByteForByte(String family) {
    byte[] bytes = golden(family);
    HistogramCache cache = HistogramCache.parse(bytes);
    assertTrue(cache.entries().size() > 5, cache.entries().size() + " tensors");
    assertArrayEquals(bytes, cache.bytes());
    assertTrue(HistogramCache.begins(Arrays.copyOf(bytes, 4096)));
    for (HistogramEntry entry : cache.entries()) {
      assertTrue(entry.total() > 0, entry.name());
      assertTrue(entry.maxAbs() <= entry.width() * HistogramCache.BINS, entry.name());
      assertEquals(entry.width(), (float) entry.width(), entry.name());
    }
  }

  @Test
  void refusesEveryTruncatedFileInOneLine() {
    byte[] bytes = golden("two_inputs");
    int record = HistogramCache.parse(bytes).entries().get(0).name().length() + 1 + 36 + 2048 * 8;
    for (int length = 1; length < record; length += length < 200 ? 1 : 997) {
      byte[] head = Arrays.copyOf(bytes, length);
      assertCode("histogram.record", head);
    }
    assertCode("histogram.record", Arrays.copyOf(bytes, bytes.length - 1));
    assertCode("histogram.empty", new byte[0]);
  }

  @Test
  void refusesWhatIsNoHistogram() {
    byte[] text =
        "TRT-100600-MinMaxCalibration\ninput: 3bd15670\n".getBytes(StandardCharsets.UTF_8);
    assertFalse(HistogramCache.begins(text));
    assertCode("histogram.record", text);
    byte[] otherBins = golden("two_inputs");
    int newline = HistogramCache.parse(otherBins).entries().get(0).name().length();
    otherBins[newline + 1 + 24] ^= 1;
    assertFalse(HistogramCache.begins(otherBins));
    assertCode("histogram.record", otherBins);
    byte[] otherRange = golden("two_inputs");
    otherRange[newline + 1 + 8] ^= 1;
    assertCode("histogram.record", otherRange);
    byte[] negative = golden("two_inputs");
    negative[newline + 1 + 36 + 7] = (byte) 0x80;
    assertCode("histogram.record", negative);
  }

  @Test
  void refusesATensorTwice() {
    HistogramEntry entry = new HistogramEntry("x", 1, 2, new long[HistogramCache.BINS]);
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> new HistogramCache(List.of(entry, entry)));
    assertEquals("histogram.name", e.code());
  }

  @Test
  void meetsNoBytesThatItDoesNotAnswer() {
    byte[] bytes = golden("two_inputs");
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = bytes.clone();
      for (int k = 0; k < 4; k++) {
        damaged[random.nextInt(200)] = (byte) random.nextInt();
      }
      try {
        HistogramCache.parse(damaged);
      } catch (InvalidInputException e) {
        assertTrue(e.code().startsWith("histogram."), e.code());
      }
    }
  }

  private static void assertCode(String code, byte[] bytes) {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> HistogramCache.parse(bytes));
    assertEquals(code, e.code());
    assertEquals(1, e.getMessage().lines().count());
  }
}
