package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.DataDescription;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.OutputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.Shape;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.cache.Sidecar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine {@code tensorrt} behind {@link Calibration}, from model and data to cache and plan.
 */
class TensorRtEngineStandinTest {
  @TempDir private Path folder;
  private Standin standin;
  private Path model;
  private Path cache;
  private Path plan;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    cache = folder.resolve("model.cache");
    plan = folder.resolve("model.plan");
    model = TestModels.save(folder, TestModels.oneInput(2));
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private Calibration.Builder calibration(BatchSource source) {
    return Calibration.of(model, source)
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .cache(cache);
  }

  private void assertNothingWritten() {
    try (var files = Files.list(folder)) {
      assertEquals(List.of(model), files.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.trtcal.tensorrt.CalibratorSequenceStandinTest#algorithms")
  void calibratesWithEachAlgorithm(Algorithm algorithm) throws IOException {
    CalibrationResult result =
        calibration(ArraySource.counting(6)).algorithm(algorithm).plan(plan).build().run();
    assertTrue(result.engine().startsWith("TensorRT 10.6.0 on "), result.engine());
    assertTrue(result.engine().endsWith(" (compute capability 9.0)"), result.engine());
    assertEquals(algorithm, result.algorithm());
    assertEquals(List.of("x", "c", "y"), result.tensors().stream().map(t -> t.name()).toList());
    assertEquals(6f / 127, result.tensors().get(0).scale());
    assertArrayEquals(Files.readAllBytes(cache), result.cache());
    assertEquals(Optional.of(plan), result.plan());
    assertTrue(Files.size(plan) > 0);
    assertEquals(6, result.feed().samples());
    assertEquals(3, result.feed().batches());
    assertEquals(2, result.feed().batchSize());
    assertEquals(0, result.feed().dropped());
    assertEquals(List.of(), result.notes());
    assertEquals(3, standin.count("batches"));
    assertEquals(0, standin.count("pageable_copies"));
  }

  @Test
  void allocatesNothingPerBatch() {
    standin.set("trace", 0);
    calibration(ArraySource.counting(2000)).build().run();
    assertEquals(1000, standin.count("batches"));
    assertEquals(1000, standin.count("copies_done"));
  }

  @Test
  void readsTheSourceOnAThreadOfItsOwn() {
    ArraySource source = ArraySource.counting(6);
    calibration(source).build().run();
    assertEquals(1, source.threads.size());
    assertFalse(source.threads.contains(Thread.currentThread()));
    assertFalse(source.threads.iterator().next().isAlive(), "its thread ended with the run");
  }

  @Test
  void leavesOutALastBatchThatIsNotFull() {
    CalibrationResult result = calibration(ArraySource.counting(5)).build().run();
    assertEquals(4, result.feed().samples());
    assertEquals(1, result.feed().dropped());
    assertEquals(4f / 127, result.tensors().get(0).scale());
    assertEquals(1, result.notes().size());
    assertTrue(result.notes().get(0).startsWith("the last 1 sample"), result.notes().get(0));
  }

  @Test
  void calibratesADynamicNetworkInTheBatchAskedFor() {
    model = TestModels.save(folder, TestModels.oneInput(TestModels.DYNAMIC));
    CalibrationResult result = calibration(ArraySource.counting(9)).batchSize(3).build().run();
    assertEquals(9f / 127, result.tensors().get(0).scale());
    assertEquals(3, result.feed().batches());
    assertEquals(0, standin.count("short_buffers"));
  }

  @Test
  void refusesABatchThatIsNotTheNetworks() {
    UsageException thrown =
        assertThrows(
            UsageException.class,
            () -> calibration(ArraySource.counting(9)).batchSize(3).build().run());
    assertEquals("batch.mismatch", thrown.code());
    assertNothingWritten();
  }

  @Test
  void reportsProgress() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener = (phase, done, total) -> heard.add(phase + " " + done + "/" + total);
    calibration(ArraySource.counting(4)).plan(plan).build().run(listener);
    assertEquals(
        List.of(
            "starting TensorRT 0/-1",
            "calibrating 0/2",
            "calibrating 1/2",
            "calibrating 2/2",
            "computing thresholds 0/-1",
            "building the engine 0/-1"),
        heard);
  }

  @Test
  void handsBackWhatTheListenerThrows() {
    IllegalStateException own = new IllegalStateException("cancelled by the user");
    ProgressListener listener =
        (phase, done, total) -> {
          if (done == 1) {
            throw own;
          }
        };
    assertSame(
        own,
        assertThrows(
            IllegalStateException.class,
            () -> calibration(ArraySource.counting(8)).build().run(listener)));
    assertNothingWritten();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void stopsTheBuildWhenTheSourceThrows(int afterBatches) {
    InvalidInputException own = new InvalidInputException("image.unreadable", "7.png: broken");
    ArraySource source =
        new ArraySource(new float[20]) {
          private int filled;

          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            if (filled++ == afterBatches) {
              throw own;
            }
            return super.fill(buffers, capacity);
          }
        };
    TrtcalException thrown =
        assertThrows(
            InvalidInputException.class, () -> calibration(source).plan(plan).build().run());
    assertSame(own, thrown);
    assertEquals(afterBatches, standin.count("batches"));
    assertNothingWritten();
  }

  @Test
  void letsTheSourcesErrorsThrough() {
    ArraySource source =
        new ArraySource(1) {
          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            throw new StackOverflowError();
          }
        };
    assertThrows(StackOverflowError.class, () -> calibration(source).build().run());
    assertNothingWritten();
  }

  @ParameterizedTest
  @CsvSource({"-1", "3"})
  void refusesASourceThatMiscounts(int answer) {
    ArraySource source =
        new ArraySource(1) {
          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            return answer;
          }
        };
    assertCode("source.broken", () -> calibration(source).build().run());
  }

  @Test
  void refusesASourceThatGoesOnAfterItsEnd() {
    ArraySource source =
        new ArraySource(1) {
          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            return capacity - 1;
          }
        };
    assertCode("source.broken", () -> calibration(source).build().run());
  }

  @Test
  void namesTheFileThatBroughtANaN() {
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class,
            () -> calibration(new ArraySource(1, 2, 3, Float.NaN)).build().run());
    assertTrue(thrown.getMessage().contains("image3.png"), thrown.getMessage());
    assertNothingWritten();
  }

  @Test
  void saysThatNoDataCame() {
    ArraySource source = new ArraySource();
    source.skipped.add(new SkippedInput("a.png", "not an image"));
    source.skipped.add(new SkippedInput("b.png", "not an image"));
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> calibration(source).build().run());
    assertEquals(
        "no data came from folder pictures: 0 samples, 2 skipped, the first a.png: not an image",
        thrown.getMessage());
    assertNothingWritten();
  }

  @Test
  void saysThatTheDataDoNotFillABatch() {
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class, () -> calibration(new ArraySource(1)).build().run());
    assertTrue(thrown.getMessage().contains("do not fill a batch of 2"), thrown.getMessage());
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ArraySource source =
        new ArraySource(new float[8]) {
          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            reading.countDown();
            try {
              assertTrue(goOn.await(1, TimeUnit.MINUTES));
            } catch (InterruptedException e) {
              throw new AssertionError("the source is not to be interrupted", e);
            }
            return super.fill(buffers, capacity);
          }
        };
    List<Throwable> thrown = new ArrayList<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                calibration(source).build().run();
              } catch (Throwable t) {
                thrown.add(t);
              }
            });
    runner.start();
    assertTrue(reading.await(1, TimeUnit.MINUTES));
    runner.interrupt();
    Thread.sleep(100);
    goOn.countDown();
    runner.join(TimeUnit.MINUTES.toMillis(1));
    assertEquals(1, thrown.size());
    assertEquals("calibration.interrupted", ((TrtcalException) thrown.get(0)).code());
    assertNothingWritten();
  }

  @Test
  void reusesACacheThatFits() throws IOException {
    calibration(ArraySource.counting(4)).build().run();
    byte[] made = Files.readAllBytes(cache);
    ArraySource unread = ArraySource.counting(4);
    CalibrationResult result = calibration(unread).reuseCache(true).plan(plan).build().run();
    assertEquals(0, unread.threads.size());
    assertEquals(2, standin.count("batches"), "those of the first run");
    assertArrayEquals(made, Files.readAllBytes(cache));
    assertArrayEquals(made, result.cache());
    assertEquals(0, result.feed().samples());
    assertTrue(result.notes().get(0).contains("reused"), result.notes().toString());
    assertTrue(Files.exists(plan));
  }

  @Test
  void calibratesWhenThereIsNoCacheToReuse() {
    CalibrationResult result = calibration(ArraySource.counting(4)).reuseCache(true).build().run();
    assertEquals(2, result.feed().batches());
    assertTrue(Files.exists(cache));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRT-100600-EntropyCalibration2!x: 3c010a14! | another calibrator's",
        "TRT-8601-MinMaxCalibration!x: 3c010a14!     | made by TensorRT 8.6.1 and is to be used by"
            + " 10.6.0",
        "TRT-100600-MinMaxCalibration!input: 3c010a! | no line for the input x",
        "TRT-100600-MinMaxCalibration!x: 3c010a14    | last line is not ended",
        "TRT-100600-MinMaxCalibration!x: 3c010a14!c: 7f800000! | c: the scale is infinite",
        "TRT-100600-MinMaxCalibration!x: 3c010a14!c: zz! | line 3",
        "TRT-100600-MinMaxCalibration!               | no tensor",
        "garbage!                                    | header",
        "!                                           | empty",
      })
  void answersACacheThatDoesNotFitWithNothingAndReplacesIt(String text, String why)
      throws IOException {
    String content = text.strip().replace('!', '\n');
    Files.writeString(cache, content);
    CalibrationResult result = calibration(ArraySource.counting(4)).reuseCache(true).build().run();
    assertEquals(2, result.feed().batches());
    assertTrue(result.notes().get(0).contains(why), result.notes().toString());
    assertTrue(result.notes().get(0).startsWith("calibrated anew"), result.notes().toString());
    assertArrayEquals(result.cache(), Files.readAllBytes(cache));
    assertEquals(
        2, standin.trace(1).stream().filter("readCalibrationCache -> null"::equals).count());
    assertEquals(
        1, standin.trace(1).stream().filter(call -> call.startsWith("writeCalib")).count());
    assertEquals(
        0,
        calibration(ArraySource.counting(4)).reuseCache(true).build().run().feed().batches(),
        "the next build takes it");
  }

  @Test
  void refusesACacheThatDoesNotFitWhereThereAreNoDataToCalibrateWith() throws IOException {
    String content = "TRT-100600-EntropyCalibration2\nx: 3c010a14\n";
    Files.writeString(cache, content);
    assertCode(
        "cache.foreign", () -> calibration(new ArraySource()).reuseCache(true).build().run());
    assertEquals(content, Files.readString(cache), "it stays as it was");
    assertEquals(0, standin.count("builds"));
  }

  @Test
  void reusesTheCacheOfAnotherVersionOfTheSameMajorNumber() throws IOException {
    calibration(ArraySource.counting(4)).build().run();
    String made = Files.readString(cache).replace("TRT-100600", "TRT-100900");
    Files.writeString(cache, made);
    CalibrationResult result = calibration(ArraySource.counting(4)).reuseCache(true).build().run();
    assertEquals(0, result.feed().batches());
  }

  @Test
  void reusesACacheWithProblemsOnlyWhenForced() throws IOException {
    calibration(ArraySource.counting(4)).build().run();
    String made = Files.readString(cache).replaceFirst("c: .*", "c: 7f800000");
    Files.writeString(cache, made);
    CalibrationResult result =
        calibration(ArraySource.counting(4)).reuseCache(true).forceReuse(true).build().run();
    assertEquals(0, result.feed().batches());
    assertArrayEquals(made.getBytes(StandardCharsets.UTF_8), result.cache());
    CalibrationResult without = calibration(ArraySource.counting(4)).reuseCache(true).build().run();
    assertEquals(2, without.feed().batches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "scale", "data"})
  void refusesACacheWhoseSidecarDoesNotFit(String what) throws IOException {
    DataDescription data = new DataDescription("tensors", "x=float32", 4, 1, "00");
    ArraySource source =
        new ArraySource(1, 2, 3, 4) {
          @Override
          public Optional<DataDescription> description() {
            return Optional.of(data);
          }
        };
    Calibration first = calibration(source).build();
    Path file = folder.resolve("elsewhere.json");
    Sidecar.of("test", first, first.run()).write(file);
    Calibration.Builder again = calibration(source).reuseCache(true).sidecar(file);
    assertEquals(0, again.build().run().feed().batches());
    String json = Files.readString(file);
    Files.writeString(
        file,
        switch (what) {
          case "model" -> json.replaceFirst("\"sha256\": \"....", "\"sha256\": \"0000");
          case "scale" -> json.replaceFirst("\"scale\": ", "\"scale\": 1");
          default -> json.replace("\"sha256\": \"00\"", "\"sha256\": \"ff\"");
        });
    assertEquals(0, again.forceReuse(true).build().run().feed().batches());
    source.rewind();
    CalibrationResult refused = again.forceReuse(false).build().run();
    assertEquals(2, refused.feed().batches());
    assertTrue(refused.notes().get(0).startsWith("calibrated anew"), refused.notes().toString());
  }

  @Test
  void holdsLegacysCacheToItsQuantileAndCutoff() {
    Algorithm legacy = Algorithm.legacy(0.9999, 1);
    calibration(ArraySource.counting(4)).algorithm(legacy).build().run();
    calibration(ArraySource.counting(4)).algorithm(legacy).reuseCache(true).build().run();
    CalibrationResult other =
        calibration(ArraySource.counting(4))
            .algorithm(Algorithm.legacy(0.99, 1))
            .reuseCache(true)
            .build()
            .run();
    assertEquals(2, other.feed().batches());
  }

  @Test
  void saysWhenTensorRtTakesNoCache() {
    calibration(ArraySource.counting(4)).build().run();
    standin.set("skip_first_read", 1);
    assertCode(
        "cache.refused", () -> calibration(ArraySource.counting(4)).reuseCache(true).build().run());
  }

  @Test
  void listsEveryErrorOfAModelInOneLine() {
    model = TestModels.save(folder, TestModels.unknownOperators());
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class, () -> calibration(ArraySource.counting(4)).build().run());
    assertEquals(
        model
            + ": TensorRT cannot read this model, 2 errors: node 0 odd (Wibble): UNSUPPORTED_NODE:"
            + " No importer is registered for the operator Wibble; node 1 odder (Wobble):"
            + " UNSUPPORTED_NODE: No importer is registered for the operator Wobble",
        thrown.getMessage());
    assertNothingWritten();
  }

  @Test
  void keepsTheCacheWhenOnlyTheEngineFails() {
    standin.set("fail_build_at", 6);
    CalibrationResult result = calibration(ArraySource.counting(4)).build().run();
    assertTrue(Files.exists(cache));
    assertTrue(result.notes().get(0).contains("told to fail at step 6"), result.notes().get(0));
  }

  @Test
  void failsWhenTheEngineAskedForCannotBeBuilt() {
    standin.set("fail_build_at", 6);
    CalibrationFailedException thrown =
        assertThrows(
            CalibrationFailedException.class,
            () -> calibration(ArraySource.counting(4)).plan(plan).build().run());
    assertTrue(thrown.getMessage().contains("told to fail at step 6"), thrown.getMessage());
    assertTrue(Files.exists(cache), "the cache was whole");
    assertFalse(Files.exists(plan));
  }

  @ParameterizedTest
  @CsvSource({
    "drop_cache, cache.none",
    "write_empty, cache.unreadable",
    "write_null, cache.unreadable"
  })
  void failsWhenTensorRtHandsOverNoCache(String knob, String code) {
    standin.set(knob, 1);
    assertCode(code, () -> calibration(ArraySource.counting(4)).build().run());
    assertNothingWritten();
  }

  @Test
  void refusesAPlanOfNothing() {
    standin.set("empty_plan", 1);
    assertCode("plan.empty", () -> calibration(ArraySource.counting(4)).plan(plan).build().run());
    assertFalse(Files.exists(plan));
  }

  @Test
  void failsWhenTheCacheCannotBeWritten() {
    cache = folder.resolve("cache-folder");
    ProgressListener blockCache =
        (phase, done, total) -> {
          if (done == 2) {
            try {
              Files.createDirectories(cache);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    assertThrows(
        OutputException.class,
        () -> calibration(ArraySource.counting(4)).plan(plan).build().run(blockCache));
    assertFalse(Files.exists(plan));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null_builder",
        "null_network",
        "null_parser",
        "null_config",
        "null_plan",
        "fail_host_alloc",
        "fail_malloc",
        "fail_stream_create",
        "fail_event_create"
      })
  void givesBackEverythingWhateverFails(String knob) {
    standin.set(knob, 1);
    try {
      calibration(ArraySource.counting(4)).plan(plan).build().run();
    } catch (CalibrationFailedException e) {
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      assertFalse(Files.exists(plan));
      return;
    }
    throw new AssertionError(knob + " went unnoticed");
  }

  @Test
  void passesTheOptionsOn() {
    BuildOptions options =
        BuildOptions.builder()
            .fp16(true)
            .tf32(true)
            .beforeFusion(true)
            .optimizationLevel(2)
            .workspaceBytes(1 << 20)
            .build();
    calibration(ArraySource.counting(4)).buildOptions(options).build().run();
    assertEquals(1, standin.count("builds"));
  }

  @Test
  void tellsHowItsPartsStand() {
    List<Component> components = new TensorRtEngine().components();
    assertEquals(
        List.of(
            "TensorRT shim",
            "CUDA runtime",
            "TensorRT",
            "TensorRT ONNX parser",
            "NVIDIA driver",
            "GPU",
            "TensorRT builder resource"),
        components.stream().map(Component::name).toList());
    assertTrue(components.stream().allMatch(c -> c.status() == Component.Status.OK));
    assertEquals("10.6.0", components.get(2).version());
    assertEquals("CUDA 13.0", components.get(4).version());
  }

  @Test
  void refusesToRunWithoutADriver() {
    standin.set("driver", 0);
    List<Component> components = new TensorRtEngine().components();
    assertEquals(Component.Status.BROKEN, components.get(4).status());
    assertEquals(Component.Status.MISSING, components.get(5).status());
    MissingEnvironmentException thrown =
        assertThrows(
            MissingEnvironmentException.class,
            () -> calibration(ArraySource.counting(4)).build().run());
    assertTrue(thrown.getMessage().contains("libcuda.so.1"), thrown.getMessage());
    assertNothingWritten();
  }

  @Test
  void refusesToRunOnAnotherTensorRt() {
    standin.set("version", 110000);
    List<Component> components = new TensorRtEngine().components();
    assertEquals(Component.Status.BROKEN, components.get(2).status());
    assertTrue(components.get(2).advice().contains("11.0.0"), components.get(2).advice());
    assertThrows(
        MissingEnvironmentException.class,
        () -> calibration(ArraySource.counting(4)).build().run());
  }

  @Test
  void listsEveryPlaceWhereALibraryWasLookedFor() {
    String before = System.setProperty("trtcal.nvonnxparser", "/nowhere/libnvonnxparser.so.10");
    try {
      Component parser = new TensorRtEngine().components().get(3);
      assertEquals(Component.Status.MISSING, parser.status());
      assertTrue(
          parser.tried().toString().contains("/nowhere/libnvonnxparser.so.10"),
          parser.tried().toString());
    } finally {
      System.setProperty("trtcal.nvonnxparser", before);
    }
  }

  @Test
  void feedsSeveralInputsByName() {
    model = TestModels.save(folder, TestModels.twoInputs(2));
    BatchSource source =
        new BatchSource() {
          private int left = 3;

          @Override
          public List<TensorSpec> samples() {
            return List.of(
                new TensorSpec("right", ElementType.FLOAT32, Shape.of(5)),
                new TensorSpec("left", ElementType.FLOAT32, Shape.of(5)));
          }

          @Override
          public OptionalLong count() {
            return OptionalLong.empty();
          }

          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            if (left-- == 0) {
              return 0;
            }
            for (int i = 0; i < 10; i++) {
              buffers.get("right").setAtIndex(ValueLayout.JAVA_FLOAT, i, 2);
              buffers.get("left").setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
            }
            return capacity;
          }

          @Override
          public void rewind() {
            throw new UnsupportedOperationException();
          }
        };
    CalibrationResult result = calibration(source).build().run();
    assertEquals("left", result.tensors().get(0).name());
    assertEquals(1f / 127, result.tensors().get(0).scale());
    assertEquals(2f / 127, result.tensors().get(1).scale());
    assertEquals(3, result.feed().batches());
    assertTrue(new String(result.cache(), StandardCharsets.UTF_8).startsWith("TRT-100600-"));
  }

  private interface Step {
    void run();
  }

  private static void assertCode(String code, Step step) {
    TrtcalException thrown = assertThrows(TrtcalException.class, step::run);
    assertEquals(code, thrown.code());
    assertFalse(thrown.getMessage().contains("\n"), thrown.getMessage());
  }
}
