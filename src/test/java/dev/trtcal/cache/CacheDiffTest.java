package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
    assertFalse(diff.apart(new Tolerance(0, false)));
  }

  @Test
  void putsTheWorstFirstAndMeasuresInUnitsOfTheFirst() {
    CacheDiff diff =
        diff("a: 3f800000\nb: 40000000\nc: 40000000\n", "a: 3f800000\nb: 40400000\nc: 3f800000\n");

    assertEquals(
        List.of("b", "c", "a"), diff.tensors().stream().map(CacheDiff.Tensor::name).toList());
    assertEquals(0.5, diff.worst());
    assertTrue(diff.apart(new Tolerance(0.49, false)));
    assertFalse(diff.apart(new Tolerance(0.5, false)));
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
    assertTrue(diff.apart(new Tolerance(1e9, false)));
  }

  @Test
  void pairsRepeatedNamesInOrderAndTellsThem() {
    CacheDiff diff = diff("a: 3f800000\na: 40000000\n", "a: 3f800000\n");

    assertEquals(List.of("a"), diff.repeated());
    assertEquals(List.of("a"), diff.onlyInFirst());
    assertEquals(0, diff.worst());
    CacheDiff both = diff("a: 3f800000\na: 40000000\n", "a: 3f800000\na: 40000000\n");
    assertFalse(both.apart(new Tolerance(0, false)));
    assertEquals(List.of("a"), both.repeated());
  }

  @Test
  void measuresInBinsWhereASidecarTellsTheirWidth() {
    CalibrationCache first = cache("a: 3f800000\nb: 3f800000\nc: 3f800000\nd: 3f800000\n");
    CalibrationCache second = cache("a: 40000000\nb: 40000000\nc: 40000000\nd: 7f800000\n");
    Sidecar sidecar =
        SidecarTest.sidecar(
            "h", List.of(range("a", 1, 0.5), range("b", 2, 0.5), range("d", 1, 0.5)));

    CacheDiff diff =
        CacheDiff.between(first, second, new BinWidths(Optional.of(sidecar), Optional.of(sidecar)));

    assertEquals(OptionalDouble.of(254), bins(diff, "a"), "the first's width");
    assertEquals(OptionalDouble.of(254), bins(diff, "b"), "the second's, whose scale it is");
    assertEquals(OptionalDouble.empty(), bins(diff, "c"), "unknown to the sidecar");
    assertEquals(OptionalDouble.empty(), bins(diff, "d"), "an infinity is no number of bins away");
    assertFalse(Tolerance.parse("254bins").isExceededBy(tensor(diff, "a")));
    assertTrue(Tolerance.parse("253.9 bins").isExceededBy(tensor(diff, "a")));
    assertTrue(Tolerance.parse("9e9bins").isExceededBy(tensor(diff, "c")), "held to the default");
  }

  private static TensorRange range(String name, float scale, double binWidth) {
    Evidence evidence =
        new Evidence(
            OptionalInt.of(1),
            OptionalDouble.of(binWidth),
            1,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());
    return new TensorRange(
        name, scale, OptionalDouble.empty(), OptionalDouble.empty(), Optional.of(evidence));
  }

  private static OptionalDouble bins(CacheDiff diff, String name) {
    return tensor(diff, name).bins();
  }

  private static CacheDiff.Tensor tensor(CacheDiff diff, String name) {
    return diff.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static CacheDiff diff(String first, String second) {
    return CacheDiff.between(cache(first), cache(second));
  }

  private static CalibrationCache cache(String lines) {
    return CalibrationCache.parse(
        ("TRT-100600-MinMaxCalibration\n" + lines).getBytes(StandardCharsets.UTF_8));
  }
}
