package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheDiffTest {
  @Test
  void matchesByNameWhateverTheOrder() {
    CacheDiff diff = diff("a: 3f800000\nb: 40000000\n", "b: 40000000\na: 3f800000\n");

    assertEquals(List.of(), diff.onlyInFirst());
    assertEquals(List.of(), diff.onlyInSecond());
    assertEquals(0, diff.worst());
    assertFalse(diff.apart(0));
  }

  @Test
  void putsTheWorstFirstAndMeasuresInUnitsOfTheFirst() {
    CacheDiff diff =
        diff("a: 3f800000\nb: 40000000\nc: 40000000\n", "a: 3f800000\nb: 40400000\nc: 3f800000\n");

    assertEquals(
        List.of("b", "c", "a"), diff.tensors().stream().map(CacheDiff.Tensor::name).toList());
    assertEquals(0.5, diff.worst());
    assertTrue(diff.apart(0.49));
    assertFalse(diff.apart(0.5));
  }

  @ParameterizedTest(name = "{0} against {1}: {2}")
  @CsvSource({
    "0,        0,        0",
    "0,        80000000, 0",
    "0,        3f800000, Infinity",
    "3f800000, 0,        1",
    "7f800000, 7f800000, 0",
    "7f800000, ff800000, Infinity",
    "7f800000, 3f800000, Infinity",
    "3f800000, 7f800000, Infinity",
    "7fc00000, 7fc00000, 0",
    "7fc00000, 3f800000, Infinity",
    "3f800000, 7fc00000, Infinity",
    "1,        2,        1",
    "bf800000, 3f800000, 2"
  })
  void definesTheDifferenceForEveryPairOfNumbers(String first, String second, double relative) {
    assertEquals(relative, diff("t: " + first + "\n", "t: " + second + "\n").worst());
  }

  @Test
  void tellsNamesThatOneOfThemLacks() {
    CacheDiff diff = diff("a: 1\nx: 1\n", "b: 1\na: 1\nc: 1\n");

    assertEquals(List.of("x"), diff.onlyInFirst());
    assertEquals(List.of("b", "c"), diff.onlyInSecond());
    assertTrue(diff.apart(1e9));
  }

  @Test
  void pairsRepeatedNamesInOrderAndTellsThem() {
    CacheDiff diff = diff("a: 3f800000\na: 40000000\n", "a: 3f800000\n");

    assertEquals(List.of("a"), diff.repeated());
    assertEquals(List.of("a"), diff.onlyInFirst());
    assertEquals(0, diff.worst());
    CacheDiff both = diff("a: 3f800000\na: 40000000\n", "a: 3f800000\na: 40000000\n");
    assertFalse(both.apart(0));
    assertEquals(List.of("a"), both.repeated());
  }

  private static CacheDiff diff(String first, String second) {
    return CacheDiff.between(cache(first), cache(second));
  }

  private static CalibrationCache cache(String lines) {
    return CalibrationCache.parse(
        ("TRT-100600-MinMaxCalibration\n" + lines).getBytes(StandardCharsets.UTF_8));
  }
}
