package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Component;
import dev.trtcal.HistogramRange;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.Shape;
import dev.trtcal.TensorRange;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.TinyModel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuEngineTest {
  @TempDir Path folder;

  @Test
  void canRunHereAndSaysWithWhat() {
    List<Component> components = new CpuEngine().components();
    assertEquals(1, components.size());
    assertEquals(Component.Status.OK, components.get(0).status(), () -> components.toString());
    assertFalse(components.get(0).version().isEmpty());
    assertTrue(
        Calibration.engines().stream().anyMatch(engine -> engine.id().equals("cpu")),
        "not found as a service");
  }

  @Test
  void writesTheCacheAndTellsWhatItSaw() throws IOException {
    Path model = doubling(2);
    Path cache = folder.resolve("m.cache");
    List<String> progress = new ArrayList<>();
    CalibrationResult result =
        new CpuEngine()
            .calibrate(
                Calibration.of(model, source(1, -2, 3, 0.5f, 8, 9))
                    .algorithm(Algorithm.minMax())
                    .cache(cache)
                    .build(),
                (phase, done, total) -> progress.add(phase + " " + done + "/" + total));
    assertEquals(Map.of("x", 9f / 127f, "y", 18f / 127f), scales(result));
    assertEquals(9, result.tensors().get(0).maxAbs().orElseThrow());
    assertEquals(0, result.tensors().get(0).clipRatio().orElseThrow());
    assertArrayEquals(result.cache(), Files.readAllBytes(cache));
    assertEquals("TRT-100600-MinMaxCalibration", Files.readAllLines(cache).get(0));
    assertEquals(
        List.of("calibrating 0/3", "calibrating 1/3", "calibrating 2/3", "calibrating 3/3"),
        progress);
    assertEquals(6, result.feed().samples());
    assertEquals(3, result.feed().batches());
    assertTrue(result.notes().stream().anyMatch(note -> note.startsWith("memory ")));
  }

  @Test
  void leavesOutTheLastPartOfABatchWhereTheNetworksBatchIsFixed() throws IOException {
    CalibrationResult result = minMax(doubling(2), source(1, 2, 3, 4, 100));
    assertEquals(4f / 127f, scales(result).get("x"));
    assertEquals(1, result.feed().dropped());
    assertEquals(4, result.feed().samples());
    assertTrue(
        result.notes().get(0).contains("last 1 samples were left out"), result.notes()::toString);
  }

  @Test
  void usesTheLastPartOfABatchWhereTheNetworksBatchIsNotFixed() throws IOException {
    Calibration calibration =
        Calibration.of(doubling(-1), source(1, 2, 3, 4, 100))
            .algorithm(Algorithm.minMax())
            .batchSize(2)
            .build();
    CalibrationResult result = new CpuEngine().calibrate(calibration, ProgressListener.NONE);
    assertEquals(100f / 127f, scales(result).get("x"));
    assertEquals(0, result.feed().dropped());
    assertEquals(3, result.feed().batches());
    assertTrue(result.notes().get(0).contains("1 samples instead of 2"), result.notes()::toString);
  }

  @Test
  void refusesDataThatFillNoBatch() throws IOException {
    Path model = doubling(4);
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> minMax(model, source(1, 2)));
    assertEquals("data.toofew", e.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void givesTheSameBytesWithAnyNumberOfThreads(int threads) {
    Path model = Golden.FOLDER.resolve("families/two_inputs/model.onnx");
    Map<String, Path> data =
        Map.of(
            "image",
            Golden.FOLDER.resolve("families/data/img32.npy"),
            "vector",
            Golden.FOLDER.resolve("families/data/vec.npy"));
    byte[] expected =
        Golden.calibrate(model, data, 8, Algorithm.entropy2(), BuildOptions.DEFAULT).cache();
    try (BatchSource source = NpySource.of(data).network(OnnxModel.read(model).inputs()).open()) {
      Calibration calibration =
          Calibration.of(model, source).algorithm(Algorithm.entropy2()).threads(threads).build();
      assertArrayEquals(
          expected, new CpuEngine().calibrate(calibration, ProgressListener.NONE).cache());
    }
  }

  @Test
  void namesTheTensorTheBatchAndTheFileOfANan() throws IOException {
    Path model = doubling(2);
    CalibrationFailedException e =
        assertThrows(
            CalibrationFailedException.class,
            () -> minMax(model, source(1, 2, 3, Float.NaN, 5, 6)));
    assertEquals("activation.nonfinite", e.code());
    assertEquals(
        "tensor x: holds NaN in batch 2, first at file3.png; look at that file, and at the model if"
            + " it is sound",
        e.getMessage());
  }

  @Test
  void namesTheTensorThatOverflowsInsideTheNetwork() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 2, 1)
            .chain("Exp", "x", "big")
            .chain("Relu", "big", "y")
            .output("y")
            .write(folder);
    CalibrationFailedException e =
        assertThrows(CalibrationFailedException.class, () -> minMax(model, source(1, 2, 1, 1000)));
    assertTrue(e.getMessage().startsWith("tensor big: holds infinity in batch 2"), e.getMessage());
  }

  @Test
  void leavesNothingBehindWhenTheSourceThrows() throws IOException {
    Path model = doubling(2);
    Path cache = folder.resolve("m.cache");
    InvalidInputException thrown = new InvalidInputException("x", "the third sample is broken");
    BatchSource source =
        new InMemorySource(Shape.of(1), 1, 2, 3, 4) {
          private int calls;

          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            if (calls++ == 1) {
              throw thrown;
            }
            return super.fill(buffers, capacity);
          }
        };
    Calibration calibration = Calibration.of(model, source).cache(cache).build();
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> new CpuEngine().calibrate(calibration, ProgressListener.NONE));
    assertEquals(thrown, e);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(model), files.toList());
    }
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() throws IOException {
    Path model = doubling(2);
    Calibration calibration = Calibration.of(model, source(1, 2, 3, 4, 5, 6)).build();
    ProgressListener interrupting =
        (phase, done, total) -> {
          if (done == 1) {
            Thread.currentThread().interrupt();
          }
        };
    CalibrationFailedException e =
        assertThrows(
            CalibrationFailedException.class,
            () -> new CpuEngine().calibrate(calibration, interrupting));
    assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    assertTrue(e.getMessage().contains("interrupted after 1 batches"), e.getMessage());
  }

  @Test
  void refusesWhatOnlyTensorRtCanDo() throws IOException {
    Path model = doubling(2);
    Calibration plan = Calibration.of(model, source(1, 2)).plan(folder.resolve("m.plan")).build();
    assertEquals(
        "plan.unsupported",
        assertThrows(
                UsageException.class, () -> new CpuEngine().calibrate(plan, ProgressListener.NONE))
            .code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"entropy2", "percentile", "mse"})
  void givesTheSameScalesInAnyOrderAndBatchWhenTheWholeSetSetsTheRange(String algorithm)
      throws IOException {
    Path model = doubling(-1);
    float[] forward = new float[4000];
    float[] backward = new float[4000];
    Random random = new Random(11);
    for (int i = 0; i < forward.length; i++) {
      forward[i] = (float) random.nextGaussian() * (1 + i / 500f);
      backward[forward.length - 1 - i] = forward[i];
    }
    Map<String, Float> one = scales(wholeSet(model, algorithm, 100, forward));
    assertEquals(one, scales(wholeSet(model, algorithm, 100, backward)));
    assertEquals(one, scales(wholeSet(model, algorithm, 1000, forward)));
    CalibrationResult first = calibrate(model, algorithm, 100, HistogramRange.FIRST_BATCH, forward);
    assertNotEquals(one, scales(first), "the test's data do not depend on the order at all");
  }

  @Test
  void readsTheDataOnceForTheRangeOfTheWholeSet() throws IOException {
    BatchSource once =
        new InMemorySource(Shape.of(1), 1, 2) {
          @Override
          public void rewind() {
            throw new UnsupportedOperationException();
          }
        };
    Calibration calibration =
        Calibration.of(doubling(2), once).histogramRange(HistogramRange.WHOLE_SET).build();
    assertEquals(2, new CpuEngine().calibrate(calibration, ProgressListener.NONE).feed().samples());
  }

  @Test
  void saysThatTensorRtIsToTakeACacheOfItsOwnAlgorithmsForMinMax() throws IOException {
    CalibrationResult result =
        calibrate(doubling(2), "percentile", 2, HistogramRange.FIRST_BATCH, 1, 2, 3, 4);
    assertEquals(
        "TRT-100600-MinMaxCalibration", CalibrationCache.parse(result.cache()).header().text());
    assertTrue(
        result.notes().stream().anyMatch(note -> note.startsWith("percentile 99.99 is no ")),
        result.notes()::toString);
  }

  private static CalibrationResult wholeSet(
      Path model, String algorithm, int batch, float... values) {
    return calibrate(model, algorithm, batch, HistogramRange.WHOLE_SET, values);
  }

  private static CalibrationResult calibrate(
      Path model, String algorithm, int batch, HistogramRange range, float... values) {
    Map<String, Algorithm> algorithms =
        Map.of(
            "entropy2",
            Algorithm.entropy2(),
            "percentile",
            Algorithm.percentile(Algorithm.DEFAULT_PERCENTILE),
            "mse",
            Algorithm.mse());
    Calibration calibration =
        Calibration.of(model, source(values))
            .algorithm(algorithms.get(algorithm))
            .batchSize(batch)
            .histogramRange(range)
            .build();
    return new CpuEngine().calibrate(calibration, ProgressListener.NONE);
  }

  @Test
  void computesTensorsThatAreNoOnnxValues() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 1, 2)
            .floats("w", List.of(2L, 2L), 1, 0, 0, -3)
            .floats("b", List.of(2L), 10, 0.5f)
            .node("Gemm", "/g", List.of("x", "w", "b"), List.of("g"), "alpha", 2f, "beta", 0.5f)
            .node("HardSwish", "/h", List.of("g"), List.of("h"))
            .node("Max", "/m", List.of("h", "x", "g"), List.of("m"))
            .output("m")
            .write(folder);
    CalibrationResult result = minMax(model, new InMemorySource(Shape.of(2), 1, 4));
    // x = (1, 4); product (1, -12); times 2: (2, -24); half the bias (5, 0.25); g = (7, -23.75)
    Map<String, Float> expected = new LinkedHashMap<>();
    expected.put("x", 4f);
    expected.put("w_output", 3f);
    expected.put("/g_output", 12f);
    expected.put("(Unnamed Layer* 2) [Constant]_output", 2f);
    expected.put("ONNXTRT_Broadcast_output", 2f);
    expected.put("(Unnamed Layer* 4) [ElementWise]_output", 24f);
    expected.put("b_output", 10f);
    expected.put("(Unnamed Layer* 6) [Constant]_output", 0.5f);
    expected.put("ONNXTRT_Broadcast_2_output", 0.5f);
    expected.put("(Unnamed Layer* 8) [ElementWise]_output", 5f);
    expected.put("ONNXTRT_Broadcast_4_output", 5f);
    expected.put("g", 23.75f);
    expected.put("/h_output", 1f);
    expected.put("h", 7f);
    expected.put("/m_output", 7f);
    expected.put("m", 7f);
    Map<String, Float> thresholds = new LinkedHashMap<>();
    result.tensors().forEach(t -> thresholds.put(t.name(), (float) t.maxAbs().orElseThrow()));
    assertEquals(expected, thresholds);
  }

  @Test
  void givesAPoolTheScaleOfWhatItReads() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 1, 1, 2, 2)
            .chain("AveragePool", "x", "p", "kernel_shape", new long[] {2, 2})
            .chain("MaxPool", "p", "q", "kernel_shape", new long[] {1, 1})
            .output("q")
            .write(folder);
    CalibrationResult result = minMax(model, new InMemorySource(Shape.of(1, 2, 2), 8, 0, 0, 0));
    assertEquals(
        Map.of("x", 8f / 127f, "p", 8f / 127f, "q", 8f / 127f),
        scales(result),
        "the second pool takes what the first was given");
    assertTrue(
        result.notes().stream().anyMatch(note -> note.contains("2 pooling outputs carry")),
        result.notes()::toString);
  }

  @Test
  void calibratesAHalfPrecisionNetwork() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 2, 1)
            .chain("Cast", "x", "half", "to", 10L)
            .chain("Abs", "half", "y")
            .output("y")
            .write(folder);
    Map<String, Float> scales = scales(minMax(model, source(-3, 1)));
    assertEquals(Map.of("x", 3f / 127f, "half", 3f / 127f, "y", 3f / 127f), scales);
  }

  @Test
  void computesInnerTensorsInHalfPrecisionToo() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 1, 2)
            .chain("Cast", "x", "half", "to", 10L)
            .node("Gemm", "/g", List.of("half", "half"), List.of("y"), "transB", 1L, "alpha", 0.5f)
            .output("y")
            .write(folder);
    Map<String, Float> thresholds = new LinkedHashMap<>();
    minMax(model, new InMemorySource(Shape.of(2), 1, -3))
        .tensors()
        .forEach(t -> thresholds.put(t.name(), (float) t.maxAbs().orElseThrow()));
    assertEquals(10f, thresholds.get("/g_output"), thresholds::toString);
    assertEquals(5f, thresholds.get("y"), thresholds::toString);
  }

  @Test
  void readsWeightsThatLieBesideTheModel() throws IOException {
    ByteBuffer weights = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(folder.resolve("w.bin"), weights.putFloat(5).putFloat(-7).array());
    Path model =
        new TinyModel(17)
            .input("x", 1, 2)
            .external("w", "w.bin", 8, 1, 2)
            .node("Mul", "/m", List.of("x", "w"), List.of("y"))
            .output("y")
            .write(folder);
    Map<String, Float> scales = scales(minMax(model, new InMemorySource(Shape.of(2), 1, 2)));
    assertEquals(Map.of("x", 2f / 127f, "w_output", 7f / 127f, "y", 14f / 127f), scales);
  }

  @Test
  void reportsWhatOnnxRuntimeSaysOfABadModel() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", 2, 1)
            .node("MatMul", "/bad", List.of("x", "x"), List.of("y"))
            .output("y")
            .write(folder);
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> minMax(model, source(1, 2)));
    assertEquals("model.refused", e.code());
    assertTrue(e.getMessage().startsWith(model + ": "), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @Test
  void writesACacheThatReadsBackTheSame() throws IOException {
    CalibrationResult result = minMax(doubling(2), source(1, 2));
    assertArrayEquals(result.cache(), CalibrationCache.parse(result.cache()).bytes());
  }

  private Path doubling(long batch) throws IOException {
    return new TinyModel(17)
        .input("x", batch, 1)
        .node("Add", "/add", List.of("x", "x"), List.of("y"))
        .output("y")
        .write(folder);
  }

  private static InMemorySource source(float... values) {
    return new InMemorySource(Shape.of(1), values);
  }

  private static CalibrationResult minMax(Path model, BatchSource source) {
    return new CpuEngine()
        .calibrate(
            Calibration.of(model, source).algorithm(Algorithm.minMax()).build(),
            ProgressListener.NONE);
  }

  private static Map<String, Float> scales(CalibrationResult result) {
    Map<String, Float> scales = new LinkedHashMap<>();
    for (TensorRange range : result.tensors()) {
      scales.put(range.name(), range.scale());
    }
    return scales;
  }
}
