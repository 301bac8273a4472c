package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationCacheTest {
  private static final String HEADER = "TRT-100600-MinMaxCalibration\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fashion_resnet/minmax",
        "fashion_resnet/entropy2",
        "fashion_resnet/entropy",
        "fashion_resnet/legacy",
        "fashion_resnet/legacy_c50",
        "fashion_resnet/legacy_q99",
        "families/activations/minmax",
        "families/convnext/entropy2"
      })
  void writesAgainByteForByteWhatTensorRtWrote(String name) throws IOException {
    byte[] golden = golden(name);
    CalibrationCache read = CalibrationCache.parse(golden);
    assertArrayEquals(golden, read.bytes());
    assertTrue(read.problems().isEmpty());
    assertTrue(read.endsWithLineBreak());

    CalibrationCache made =
        CalibrationCache.of(
            read.header().algorithm().orElseThrow(),
            read.header().tensorRtVersion().orElse(0),
            read.entries());
    assertArrayEquals(golden, made.bytes());
    assertEquals(read, made);
  }

  @Test
  void readsHeaderNamesAndScales() throws IOException {
    CalibrationCache cache = CalibrationCache.parse(golden("fashion_resnet/minmax"));
    assertEquals(Optional.of(Algorithm.minMax()), cache.header().algorithm());
    assertEquals(OptionalInt.of(100600), cache.header().tensorRtVersion());
    assertEquals(Optional.of("10.6.0"), cache.header().versionName());
    assertEquals(27, cache.entries().size());
    TensorRange input = cache.entries().get(0);
    assertEquals("input", input.name());
    assertEquals(Float.intBitsToFloat(0x3c82783f), input.scale());
    assertEquals((1 - 0.2860f) / 0.3530f, input.threshold(), 1e-6f);
  }

  @Test
  void readsQuantileAndCutoffOfLegacyInTheirOrder() throws IOException {
    CacheHeader header = CalibrationCache.parse(golden("fashion_resnet/legacy_c50")).header();
    assertEquals(Optional.of(Algorithm.legacy(0.9999, 0.5)), header.algorithm());
    assertEquals(Optional.empty(), header.versionName());
  }

  @Test
  void writesZeroUnpaddedInHeaderAndLines() {
    CalibrationCache cache =
        CalibrationCache.of(
            Algorithm.legacy(0.9999, 0), 100600, List.of(TensorRange.ofScale("a", 0f)));
    assertEquals("0 0 3fefff2e48e8a71e\na: 0\n", text(cache));
    CalibrationCache again = CalibrationCache.parse(cache.bytes());
    assertEquals(Optional.of(Algorithm.legacy(0.9999, 0)), again.header().algorithm());
    assertEquals(0f, again.entries().get(0).scale());
  }

  @Test
  void knowsTheNumberingOfOlderVersions() {
    assertEquals(
        Optional.of("8.6.1"), parse("TRT-8601-EntropyCalibration2\na: 1\n").header().versionName());
    assertEquals(
        Optional.of("10.16.1"),
        parse("TRT-101601-EntropyCalibration2\na: 1\n").header().versionName());
  }

  @Test
  void splitsAtTheLastColon() {
    TensorRange entry = parse(HEADER + "onnx::MatMul_1: x: 3f800000\n").entries().get(0);
    assertEquals("onnx::MatMul_1: x", entry.name());
    assertEquals(1f, entry.scale());
  }

  @Test
  void acceptsWhatTensorRtAccepts() {
    CalibrationCache cache =
        parse("TRT-100600-MinMaxCalibration\r\nb: 3F800000\r\n\r\na: 00000001\r\nb: 7f800000");
    assertTrue(cache.problems().isEmpty());
    assertFalse(cache.endsWithLineBreak());
    assertEquals(HEADER + "b: 3f800000\na: 1\nb: 7f800000\n", text(cache));
    assertEquals(List.of("b", "a", "b"), cache.entries().stream().map(TensorRange::name).toList());
  }

  @Test
  void keepsNamesThatAreNotAscii() {
    CalibrationCache cache = parse(HEADER + "Größe/層: 3f800000\n");
    assertEquals("Größe/層", cache.entries().get(0).name());
    assertEquals(HEADER + "Größe/層: 3f800000\n", text(cache));
  }

  @Test
  void keepsAndListsLinesItDoesNotUnderstand() {
    byte[] bytes =
        (HEADER + "# note\na: 1\nb: 123456789\nc\377: 1\n: 5\nd: 0x1\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    CalibrationCache cache = CalibrationCache.parse(bytes);
    assertArrayEquals(bytes, cache.bytes());
    assertEquals(1, cache.entries().size());
    assertEquals(
        List.of(2, 4, 5, 6, 7),
        cache.problems().stream().map(CalibrationCache.Problem::line).toList());
    assertEquals("not 'NAME: HEX': '# note'", cache.problems().get(0).detail());
  }

  @Test
  void keepsAHeaderOfAnUnknownCalibrator() {
    CalibrationCache cache = parse("TRT-100600-NewCalibration\na: 1\n");
    assertEquals(Optional.empty(), cache.header().algorithm());
    assertEquals(1, cache.problems().get(0).line());
    assertEquals("TRT-100600-NewCalibration\na: 1\n", text(cache));
  }

  @Test
  void readsAHeaderAloneAsNoTensors() {
    assertEquals(List.of(), parse(HEADER).entries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n \n"})
  void refusesAnEmptyFile(String text) {
    assertEquals("cache.empty", refusal(text).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "\nTRT-100600-MinMaxCalibration\na: 1\n",
        "input: 3c82783f\n",
        "TRT-100600\n",
        "0 1\n",
        "\0\1\2\n"
      })
  void refusesAFileWithoutAHeader(String text) {
    InvalidInputException refusal = refusal(text);
    assertEquals("cache.header", refusal.code());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void refusesAFileWithoutOneTensorAndNamesTheLine() {
    InvalidInputException refusal = refusal(HEADER + "\nfoo\nbar\n");
    assertEquals("cache.line", refusal.code());
    assertTrue(refusal.getMessage().contains("line 3"), refusal.getMessage());
  }

  @Test
  void refusesToWriteANameTheFormatCannotHold() {
    InvalidInputException refusal =
        assertThrows(
            InvalidInputException.class,
            () ->
                CalibrationCache.of(
                    Algorithm.minMax(), 100600, List.of(TensorRange.ofScale("a\nb", 1f))));
    assertEquals("cache.name", refusal.code());
  }

  @Test
  void namesTheFileThatCannotBeRead(@TempDir Path folder) throws IOException {
    for (Path path : List.of(folder.resolve("none.cache"), folder)) {
      InvalidInputException refusal =
          assertThrows(InvalidInputException.class, () -> CalibrationCache.parse(path));
      assertEquals("cache.unreadable", refusal.code());
      assertTrue(refusal.getMessage().startsWith(path + ": "), refusal.getMessage());
    }
    Path junk = Files.writeString(folder.resolve("junk"), "junk");
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> CalibrationCache.parse(junk));
    assertTrue(refusal.getMessage().startsWith(junk + ": line 1"), refusal.getMessage());
  }

  private static InvalidInputException refusal(String text) {
    return assertThrows(InvalidInputException.class, () -> parse(text));
  }

  private static CalibrationCache parse(String text) {
    return CalibrationCache.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(CalibrationCache cache) {
    return new String(cache.bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        CalibrationCacheTest.class.getResourceAsStream("/golden/" + name + ".cache")) {
      return in.readAllBytes();
    }
  }
}
