package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationResult;
import dev.trtcal.DataDescription;
import dev.trtcal.Evidence;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarTest {
  @TempDir Path folder;

  static Sidecar sidecar(String header, List<TensorRange> tensors) {
    String algorithm =
        CacheHeader.parse(header)
            .flatMap(CacheHeader::algorithm)
            .map(Algorithm::id)
            .orElse("minmax");
    boolean legacy = algorithm.equals("legacy");
    return new Sidecar(
        "trtcal test",
        "CPU",
        algorithm,
        legacy ? OptionalDouble.of(0.9999) : OptionalDouble.empty(),
        legacy ? OptionalDouble.of(0.5) : OptionalDouble.empty(),
        false,
        header,
        "model.onnx",
        "00ff",
        Optional.of(data("resize=4x4", "abcdef0123456789")),
        new CalibrationResult.Feed(64, 2, 32, 3, List.of(new SkippedInput("a\"ü.png", "no image"))),
        tensors,
        List.of("a note"));
  }

  static DataDescription data(String preprocessing, String sha256) {
    return new DataDescription("images", preprocessing, 67, 67, sha256);
  }

  private static Sidecar full() {
    return sidecar(
        "0 3fe0000000000000 3fefff2e48e8a71e",
        List.of(
            new TensorRange(
                "x: y",
                0.1f,
                OptionalDouble.of(12.7),
                OptionalDouble.of(1e-9),
                Optional.of(
                    new Evidence(
                        OptionalInt.of(932),
                        OptionalDouble.of(1e-3),
                        0.97,
                        OptionalDouble.of(12.8),
                        OptionalDouble.empty(),
                        Optional.of("/Concat_output_0")))),
            TensorRange.ofScale("denormal", Float.MIN_VALUE),
            TensorRange.ofScale("large", Float.MAX_VALUE),
            TensorRange.ofScale("infinite", Float.POSITIVE_INFINITY),
            TensorRange.ofScale("none", Float.NaN)));
  }

  @Test
  void comesBackAsItWasWritten() {
    Path file = folder.resolve("c.cache.json");
    full().write(file);

    assertEquals(full(), Sidecar.read(file));
  }

  @Test
  void leavesOutWhatNobodyKnows() {
    String json = sidecar("h", List.of(TensorRange.ofScale("x", 1))).json();

    assertFalse(json.contains("maxAbs"), json);
    assertFalse(json.contains("null"), json);
  }

  @Test
  void standsBesideItsCache() {
    assertEquals(Path.of("a/b.cache.json"), Sidecar.beside(Path.of("a/b.cache")));
    assertEquals(Path.of("b.json"), Sidecar.beside(Path.of("b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "{}",
        "{\"format\": 2}",
        "{\"format\": \"one\"}",
        "{\"format\": 1}",
        "{\"format\": 1, \"model\": 3}"
      })
  void refusesWhatIsNoSidecar(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), text);

    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> Sidecar.read(file));
    assertEquals("sidecar.unreadable", thrown.code());
    assertTrue(thrown.getMessage().startsWith(file.toString()), thrown.getMessage());
  }

  @Test
  void refusesATruncatedOne() throws IOException {
    String json = full().json();
    for (int end = 0; end < json.length() - 2; end += 7) {
      Path file = Files.writeString(folder.resolve("c.json"), json.substring(0, end));
      InvalidInputException thrown =
          assertThrows(InvalidInputException.class, () -> Sidecar.read(file));
      assertEquals("sidecar.unreadable", thrown.code());
    }
  }

  @Test
  void saysThatThereIsNone() {
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class, () -> Sidecar.read(folder.resolve("absent.json")));
    assertEquals("sidecar.missing", thrown.code());
  }
}
