package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What TensorRT does in silence, and what trtcal makes of it; docs/reliability.md lists the rows
 * that have their test here and those that have it elsewhere.
 */
class BehaviourStandinTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/fashion_resnet");

  @TempDir private Path folder;
  private Standin standin;
  private Path model;
  private Path cache;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    model = TestModels.save(folder, TestModels.oneInput(2));
    cache = folder.resolve("model.cache");
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private Calibration.Builder calibration(ArraySource source) {
    return Calibration.of(model, source)
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .cache(cache);
  }

  private CalibrationResult reuse() {
    return calibration(ArraySource.counting(4)).reuseCache(true).build().run();
  }

  @Test
  void givesTheSameBytesForTheSameData() throws IOException {
    byte[] first = calibration(ArraySource.counting(6)).build().run().cache();
    assertArrayEquals(first, calibration(ArraySource.counting(6)).build().run().cache());
    assertArrayEquals(first, Files.readAllBytes(cache));
  }

  /** TensorRT's own default is on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void multipliesInTf32OnlyWhereToldTo(boolean tf32) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        BuilderConfig config = builder.createConfig()) {
      assertTrue(config.isSet(BuilderFlag.TF32));
      BuildSettings.apply(
          calibration(ArraySource.counting(2))
              .buildOptions(BuildOptions.builder().tf32(tf32).build())
              .build(),
          config);
      assertEquals(tf32, config.isSet(BuilderFlag.TF32));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void measuresBeforeFusionWhereToldTo(boolean before) {
    calibration(ArraySource.counting(4))
        .buildOptions(BuildOptions.builder().beforeFusion(before).build())
        .build()
        .run();
    assertEquals(before, standin.trace(1).contains("before fusion"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reversed", "upper case", "padded", "CR LF", "unknown name"})
  void takesACacheThatIsWrittenInAnotherWay(String way) throws IOException {
    calibration(ArraySource.counting(4)).build().run();
    String made = Files.readString(cache);
    String header = made.substring(0, made.indexOf('\n') + 1);
    List<String> lines = new ArrayList<>(made.substring(header.length()).lines().toList());
    if (way.equals("reversed")) {
      Collections.reverse(lines);
    }
    if (way.equals("unknown name")) {
      lines.add("no_tensor_of_this_model: 3c010a14");
    }
    StringBuilder text = new StringBuilder(header);
    for (String line : lines) {
      int colon = line.lastIndexOf(": ") + 2;
      String hex = line.substring(colon);
      text.append(line, 0, colon)
          .append(
              switch (way) {
                case "upper case" -> hex.toUpperCase(Locale.ROOT);
                case "padded" -> "0".repeat(8 - hex.length()) + hex;
                default -> hex;
              })
          .append('\n');
    }
    String written = way.equals("CR LF") ? text.toString().replace("\n", "\r\n") : text.toString();
    Files.writeString(cache, written);
    CalibrationResult result = reuse();
    assertEquals(0, result.feed().batches());
    assertEquals(written, Files.readString(cache), "as it was");
  }

  @ParameterizedTest
  @CsvSource({
    "x: 3c010a14!x: 3d010a14!c: 3c010a14!y: 3c010a14!, its name stands more than once",
    "x: 3c010a14!c: 7f800000!y: 3c010a14!, the scale is infinite"
  })
  void calibratesAnewInsteadOfWhatTensorRtWouldTakeInSilence(String lines, String why)
      throws IOException {
    Files.writeString(cache, "TRT-100600-MinMaxCalibration\n" + lines.replace('!', '\n'));
    CalibrationResult result = reuse();
    assertEquals(2, result.feed().batches());
    assertTrue(result.notes().get(0).contains(why), result.notes().toString());
  }

  @Test
  void calibratesAnewInsteadOfTakingACacheThatWasCutBetweenTwoLines() throws IOException {
    model = GOLDEN.resolve("model_batch32.onnx");
    String whole = Files.readString(GOLDEN.resolve("minmax.cache"));
    Files.writeString(cache, whole);
    Calibration.Builder again =
        calibration(ArraySource.shaped(Shape.of(1, 28, 28), 32)).reuseCache(true);
    assertEquals(0, again.build().run().feed().batches());
    Files.writeString(cache, whole.substring(0, whole.lastIndexOf('\n', whole.length() - 2) + 1));
    CalibrationResult result = again.build().run();
    assertEquals(1, result.feed().batches());
    assertTrue(result.notes().get(0).contains("tensors are missing"), result.notes().toString());
  }

  @Test
  void isNeverToldThatItCalibratesInProfile0() {
    model = TestModels.save(folder, TestModels.oneInput(TestModels.DYNAMIC));
    CalibrationResult result = calibration(ArraySource.counting(8)).batchSize(4).build().run();
    assertEquals(8f / 127, result.tensors().get(0).scale(), "of the whole batch");
    assertFalse(
        TensorRtLogger.get().recent().stream()
            .anyMatch(line -> line.text().contains("Calibrating with Profile 0")),
        "the calibration profile is set");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesDataThatAreNoNumbers(float value) {
    ArraySource source = new ArraySource(1, 2, 3, value);
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> calibration(source).build().run());
    assertEquals("data.notfinite", thrown.code());
    assertTrue(thrown.getMessage().contains("image3.png"), thrown.getMessage());
  }

  @Test
  void saysThatTensorsStayedZero() {
    CalibrationResult result = calibration(new ArraySource(0, 0)).build().run();
    assertEquals(0f, result.tensors().get(0).scale());
    assertEquals(
        List.of(
            "3 tensors were zero in all data, the first x: TensorRT gives them the scale 0; look at"
                + " the data, as by trtcal tensors --preview"),
        result.notes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRT-100600-EntropyCalibration2\nx: 3c010a14\n",
        "TRT-100600-MinMaxCalibration\n",
        "0 3ff0000000000000 3feccccccccccccd\nx: 3c010a14\n",
        "garbage"
      })
  void wouldHaveTensorRtCalibrateForEverIfItGotWhatItDoesNotTake(String text) {
    // Why a cache is checked before it is handed over: given one that it does not take, TensorRT
    // calibrates, says nothing, and never writes the new one.
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax(), 1f)) {
      calibrator.cache = Optional.of(text.getBytes(StandardCharsets.UTF_8));
      for (int build = 0; build < 2; build++) {
        calibrator.calls.clear();
        CalibratorSequenceStandinTest.build(calibrator);
        assertTrue(calibrator.calls.contains("getBatch[x]"), calibrator.calls.toString());
        assertFalse(calibrator.calls.contains("writeCalibrationCache"));
      }
    }
  }
}
