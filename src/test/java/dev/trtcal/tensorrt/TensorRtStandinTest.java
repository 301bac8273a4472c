package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.OutputException;
import dev.trtcal.Shape;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API besides calibration: opening, parsing, configuring, saving, running. */
class TensorRtStandinTest {
  @TempDir private Path folder;
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  @Test
  void opensWithoutAGpu() {
    standin.set("driver", 0);
    try (TensorRt trt = TensorRt.open()) {
      assertEquals(100600, trt.version());
      assertEquals("10.6.0", trt.versionName());
      assertEquals("libnvinfer.so.10", trt.nvinferPath().getFileName().toString());
      assertEquals("libnvonnxparser.so.10", trt.parserPath().getFileName().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"8601, 8.6.1", "90300, 9.3.0", "110000, 11.0.0"})
  void refusesAnotherMajorVersionInWords(int version, String name) {
    standin.set("version", version);
    MissingEnvironmentException thrown =
        assertThrows(MissingEnvironmentException.class, TensorRt::open);
    assertEquals("tensorrt.version", thrown.code());
    assertTrue(thrown.getMessage().contains(name), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "devices"})
  void asksTheDriverBeforeTensorRt(String missing) {
    standin.set(missing, 0);
    try (TensorRt trt = TensorRt.open()) {
      assertNoDriver(assertThrows(MissingEnvironmentException.class, trt::checkDriver));
      assertNoDriver(assertThrows(MissingEnvironmentException.class, trt::createBuilder));
      assertNoDriver(assertThrows(MissingEnvironmentException.class, trt::createRuntime));
    }
  }

  private static void assertNoDriver(TrtcalException thrown) {
    assertEquals("tensorrt.nodriver", thrown.code());
  }

  @Test
  void tellsTheDriversVersion() {
    try (TensorRt trt = TensorRt.open()) {
      assertEquals(13000, trt.checkDriver());
    }
  }

  @Test
  void listsEveryPlaceTried() {
    String before = System.setProperty("trtcal.nvinfer", "/nowhere/libnvinfer.so.10");
    try {
      MissingEnvironmentException thrown =
          assertThrows(MissingEnvironmentException.class, TensorRt::open);
      assertTrue(
          thrown.getMessage().contains("/nowhere/libnvinfer.so.10: no such file"),
          thrown.getMessage());
    } finally {
      System.setProperty("trtcal.nvinfer", before);
    }
  }

  @Test
  void refusesALibraryThatIsNone() throws IOException {
    Path broken = Files.writeString(folder.resolve("libnvinfer.so.10"), "not a library");
    String before = System.setProperty("trtcal.nvinfer", broken.toString());
    try {
      MissingEnvironmentException thrown =
          assertThrows(MissingEnvironmentException.class, TensorRt::open);
      assertTrue(thrown.getMessage().contains(broken.toString()), thrown.getMessage());
    } finally {
      System.setProperty("trtcal.nvinfer", before);
    }
  }

  @Test
  void describesTheNetwork() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      assertTrue(parser.parse(TestModels.oneInput(TestModels.DYNAMIC)));
      assertEquals(
          List.of(new TensorInfo("x", DataType.FLOAT, true, Shape.of(-1, 3, 4))), network.inputs());
      assertEquals(
          List.of(new TensorInfo("y", DataType.FLOAT, false, Shape.of(-1, 3, 4))),
          network.outputs());
      assertEquals(2, network.layerCount());
      assertEquals(List.of(), parser.errors());
    }
  }

  @Test
  void parsesFromFileAndFromAnyMemory() {
    byte[] model = TestModels.oneInput(2);
    Path file = TestModels.save(folder, model);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Arena arena = Arena.ofConfined()) {
      MemorySegment here = arena.allocateFrom(ValueLayout.JAVA_BYTE, model);
      for (Parse parse :
          List.<Parse>of(
              parser -> parser.parse(file),
              parser -> parser.parse(model),
              parser -> parser.parse(here, Optional.of(file)),
              parser -> parser.parse(MemorySegment.ofArray(model), Optional.empty()))) {
        try (Network network = builder.createNetwork();
            OnnxParser parser = network.createParser()) {
          assertTrue(parse.run(parser));
          assertEquals("x", network.inputs().get(0).name());
        }
      }
    }
  }

  private interface Parse {
    boolean run(OnnxParser parser);
  }

  @Test
  void listsEveryParserError() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      assertFalse(parser.parse(TestModels.unknownOperators()));
      assertEquals(2, parser.errors().size());
      ParserError first = parser.errors().get(0);
      assertEquals(ParserErrorCode.UNSUPPORTED_NODE, first.code());
      assertEquals(0, first.node());
      assertEquals("odd", first.nodeName());
      assertEquals("Wibble", first.operator());
      assertTrue(first.line() > 0);
      assertFalse(first.file().isEmpty());
      assertEquals(
          "node 0 odd (Wibble): UNSUPPORTED_NODE: No importer is registered for the operator Wibble",
          first.toString());
    }
  }

  @Test
  void saysSomethingWhenTheParserLeavesItsTextsOut() {
    standin.set("null_error_strings", 1);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      assertFalse(parser.parse(TestModels.unknownOperators()));
      assertEquals("node 0: UNSUPPORTED_NODE", parser.errors().get(0).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  void refusesATruncatedModel(int length) {
    byte[] model = Arrays.copyOf(TestModels.oneInput(2), length);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      Path file = TestModels.save(folder, model);
      assertFalse(parser.parse(file));
      assertFalse(parser.errors().isEmpty());
    }
  }

  @Test
  void keepsWhatIsConfigured() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        BuilderConfig config = builder.createConfig()) {
      assertTrue(config.isSet(BuilderFlag.TF32), "TensorRT's default");
      assertFalse(config.isSet(BuilderFlag.INT8));
      config.set(BuilderFlag.INT8, true);
      config.set(BuilderFlag.FP16, true);
      config.set(BuilderFlag.FP16, false);
      config.set(BuilderFlag.TF32, false);
      config.set(QuantizationFlag.CALIBRATE_BEFORE_FUSION, true);
      config.setWorkspace(1L << 33);
      config.setOptimizationLevel(5);
      config.setProfilingVerbosity(ProfilingVerbosity.DETAILED);
      assertTrue(config.isSet(BuilderFlag.INT8));
      assertFalse(config.isSet(BuilderFlag.FP16));
      assertFalse(config.isSet(BuilderFlag.TF32));
      assertThrows(UsageException.class, () -> config.setOptimizationLevel(6));
      assertThrows(IllegalArgumentException.class, () -> config.setWorkspace(-1));
    }
  }

  @Test
  void refusesAShapeOfTooManyAxes() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        OptimizationProfile profile = builder.createProfile()) {
      Shape shape = Shape.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThrows(IllegalArgumentException.class, () -> profile.set("x", shape, shape, shape));
    }
  }

  private SerializedEngine build(TensorRt trt, long batch) {
    try (Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        OptimizationProfile profile = builder.createProfile()) {
      assertTrue(parser.parse(TestModels.oneInput(batch)));
      if (batch == TestModels.DYNAMIC) {
        profile.set("x", Shape.of(1, 3, 4), Shape.of(4, 3, 4), Shape.of(8, 3, 4));
        config.addProfile(profile);
      }
      return builder.buildSerializedNetwork(network, config);
    }
  }

  @Test
  void savesThePlanWhole() throws IOException {
    Path file = folder.resolve("model.plan");
    try (TensorRt trt = TensorRt.open();
        SerializedEngine plan = build(trt, 2)) {
      plan.writeTo(file);
      assertEquals(plan.bytes(), Files.size(file));
      assertArrayEquals(plan.segment().toArray(ValueLayout.JAVA_BYTE), Files.readAllBytes(file));
      assertTrue(plan.segment().isReadOnly());
      assertThrows(OutputException.class, () -> plan.writeTo(folder.resolve("missing/model.plan")));
    }
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void runsAnEngineFromAFile() {
    Path file = folder.resolve("model.plan");
    try (TensorRt trt = TensorRt.open()) {
      try (SerializedEngine plan = build(trt, 2)) {
        plan.writeTo(file);
      }
      try (TensorRtRuntime runtime = trt.createRuntime();
          Engine engine = runtime.load(file);
          ExecutionContext context = engine.createContext();
          DeviceBuffer x = DeviceBuffer.allocate(2 * 12 * 4);
          DeviceBuffer y = DeviceBuffer.allocate(2 * 12 * 4);
          DeviceBuffer small = DeviceBuffer.allocate(4)) {
        assertEquals(
            List.of(
                new TensorInfo("x", DataType.FLOAT, true, Shape.of(2, 3, 4)),
                new TensorInfo("y", DataType.FLOAT, false, Shape.of(2, 3, 4))),
            engine.tensors());
        assertEquals("the whole network", engine.layers().get(0).name());
        context.execute(Map.of("x", x, "y", y));
        assertEquals(1, standin.count("executions"));
        assertCode("tensor.unbound", () -> context.execute(Map.of("x", x)));
        assertCode("tensor.short", () -> context.execute(Map.of("x", x, "y", small)));
        assertEquals(1, standin.count("executions"));
        standin.set("fail_execute", 1);
        assertThrows(
            CalibrationFailedException.class, () -> context.execute(Map.of("x", x, "y", y)));
      }
    }
  }

  @Test
  void runsADynamicEngineInTheShapeSet() {
    try (TensorRt trt = TensorRt.open();
        SerializedEngine plan = build(trt, TestModels.DYNAMIC);
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.deserialize(plan.segment());
        ExecutionContext context = engine.createContext();
        DeviceBuffer x = DeviceBuffer.allocate(4 * 12 * 4);
        DeviceBuffer y = DeviceBuffer.allocate(4 * 12 * 4)) {
      Map<String, DeviceBuffer> buffers = Map.of("x", x, "y", y);
      assertCode("input.shapeless", () -> context.execute(buffers));
      context.setInputShape("x", Shape.of(8, 3, 4));
      assertCode("tensor.short", () -> context.execute(buffers));
      context.setInputShape("x", Shape.of(4, 3, 4));
      context.execute(buffers);
      assertThrows(
          CalibrationFailedException.class, () -> context.setInputShape("x", Shape.of(9, 3, 4)));
      context.execute(buffers);
      assertEquals(2, standin.count("executions"));
    }
  }

  private interface Step {
    void run();
  }

  private static void assertCode(String code, Step step) {
    assertEquals(code, assertThrows(TrtcalException.class, step::run).code());
  }

  @Test
  void refusesAPlanThatIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("model.plan"), "this is not an engine plan");
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime()) {
      assertThrows(CalibrationFailedException.class, () -> runtime.load(file));
      assertThrows(InvalidInputException.class, () -> runtime.load(folder.resolve("missing.plan")));
    }
  }

  @Test
  void keepsTheLogsErrors() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      assertFalse(parser.parse(TestModels.unknownOperators()));
      List<TensorRtLogger.Line> recent = trt.logger().recent();
      TensorRtLogger.Line last = recent.get(recent.size() - 1);
      assertEquals(LogSeverity.ERROR, last.severity());
      assertTrue(last.text().contains("Wobble"), last.text());
      assertTrue(recent.size() <= 32);
    }
  }

  @Test
  void buildsOnEveryReleaseOfTen() {
    for (int version : new int[] {100000, 100800, 101600}) {
      standin.reset();
      standin.set("version", version);
      try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.entropy2(), 1f, 2f)) {
        CalibratorSequenceStandinTest.build(calibrator);
        assertTrue(calibrator.cacheText().startsWith("TRT-" + version + "-EntropyCalibration2\n"));
      }
    }
  }
}
