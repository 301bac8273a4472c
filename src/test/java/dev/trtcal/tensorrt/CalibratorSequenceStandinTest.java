package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.cache.CalibrationCache;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls that each of the four calibrators gets, on the stand-in for TensorRT. */
class CalibratorSequenceStandinTest {
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  static Stream<Algorithm> algorithms() {
    return Stream.of(
        Algorithm.minMax(),
        Algorithm.entropy2(),
        Algorithm.entropy(),
        Algorithm.legacy(Algorithm.DEFAULT_QUANTILE, Algorithm.DEFAULT_CUTOFF));
  }

  /** The histogram calls are Legacy's alone. */
  private static List<String> withHistogram(Algorithm algorithm, List<String> calls) {
    return algorithm instanceof Algorithm.Legacy
        ? calls
        : calls.stream().filter(call -> !call.contains("Histogram")).toList();
  }

  static void build(Int8Calibrator calibrator) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      assertTrue(parser.parse(TestModels.oneInput(RecordingCalibrator.BATCH)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void isCalledInTensorRtsOrder(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f, 2f, 3f)) {
      build(calibrator);
      assertEquals(
          withHistogram(
              algorithm,
              List.of(
                  "batchSize",
                  "readCalibrationCache",
                  "readHistogramCache",
                  "getBatch[x]",
                  "getBatch[x]",
                  "getBatch[x]",
                  "getBatch[x]",
                  "writeHistogramCache",
                  "readCalibrationCache",
                  "writeCalibrationCache")),
          calibrator.calls);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void isCalledOnTheThreadThatBuilds(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
      build(calibrator);
      assertEquals(Set.of(Thread.currentThread()), Set.copyOf(calibrator.threads));
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void bringsTheDataToTensorRt(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f, -6.35f, 3f)) {
      build(calibrator);
      CalibrationCache cache = CalibrationCache.parse(calibrator.cache.orElseThrow());
      assertEquals(Optional.of(algorithm), cache.header().algorithm());
      assertEquals("x", cache.entries().get(0).name());
      assertEquals(6.35f / 127, cache.entries().get(0).scale());
      assertEquals(3, standin.count("batches"));
      assertEquals(0, standin.count("unknown_pointers"));
      assertEquals(0, standin.count("pageable_copies"));
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void asksForNoDataWhenACacheFits(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
      build(calibrator);
      String made = calibrator.cacheText();
      calibrator.calls.clear();
      build(calibrator);
      assertEquals(
          List.of("batchSize", "readCalibrationCache", "readCalibrationCache"), calibrator.calls);
      assertEquals(made, calibrator.cacheText());
      assertEquals(1, standin.count("batches"));
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void calibratesAndWritesWhenTheCacheIsEmpty(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
      calibrator.cache = Optional.of(new byte[0]);
      build(calibrator);
      assertTrue(calibrator.calls.contains("getBatch[x]"));
      assertTrue(calibrator.calls.contains("writeCalibrationCache"));
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void passesATruncatedCacheOnAsItIs(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
      build(calibrator);
      byte[] whole = calibrator.cache.orElseThrow();
      int end = new String(whole, StandardCharsets.UTF_8).indexOf("c: ");
      calibrator.cache = Optional.of(Arrays.copyOf(whole, end));
      calibrator.calls.clear();
      build(calibrator);
      assertFalse(calibrator.calls.contains("getBatch[x]"), "TensorRT takes it");
      assertTrue(
          TensorRtLogger.get().recent().stream()
              .anyMatch(line -> line.text().contains("Missing scale")),
          "and says so in its log only");
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void doesNotWriteOverAForeignCache(Algorithm algorithm) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
      byte[] foreign =
          "TRT-100600-OtherCalibration\nx: 3c010a14\n".getBytes(StandardCharsets.UTF_8);
      calibrator.cache = Optional.of(foreign);
      build(calibrator);
      assertTrue(calibrator.calls.contains("getBatch[x]"), "TensorRT calibrates again");
      assertFalse(calibrator.calls.contains("writeCalibrationCache"), "and keeps the result");
    }
  }

  @Test
  void givesLegacyItsQuantileAndCutoff() {
    try (RecordingCalibrator calibrator =
        new RecordingCalibrator(Algorithm.legacy(0.75, 0.5), 1f)) {
      build(calibrator);
      assertTrue(standin.trace(1).contains("getQuantile -> 0.75"));
      assertTrue(standin.trace(1).contains("getRegressionCutoff -> 0.5"));
    }
  }

  @Test
  void reusesLegacysHistogramInPlaceOfData() {
    try (RecordingCalibrator calibrator =
        new RecordingCalibrator(Algorithm.legacy(0.9999, 1), 1f, 4f)) {
      build(calibrator);
      String made = calibrator.cacheText();
      calibrator.cache = Optional.empty();
      calibrator.calls.clear();
      build(calibrator);
      assertFalse(calibrator.calls.contains("getBatch[x]"));
      assertEquals(made, calibrator.cacheText());
    }
  }

  @Test
  void bindsByNameWhateverTheOrder() {
    standin.set("reverse_names", 1);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        TwoInputs calibrator = new TwoInputs()) {
      assertTrue(parser.parse(TestModels.twoInputs(2)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
      assertEquals(List.of("right", "left"), calibrator.names);
      CalibrationCache cache = CalibrationCache.parse(calibrator.cache);
      assertEquals("left", cache.entries().get(0).name());
      assertEquals(1f / 127, cache.entries().get(0).scale());
      assertEquals("right", cache.entries().get(1).name());
      assertEquals(2f / 127, cache.entries().get(1).scale());
    }
  }

  @Test
  void saysThatNoDataCame() {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax())) {
      CalibrationFailedException failure =
          assertThrows(CalibrationFailedException.class, () -> build(calibrator));
      assertEquals("calibration.nodata", failure.code());
      assertTrue(failure.getMessage().contains("getBatch"), failure.getMessage());
    }
  }

  @Test
  void keepsTheCacheThatItLendsUntilTheBuildEnds() {
    standin.set("extra_reads", 3);
    standin.set("engine_ms", 50);
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.entropy2(), 1f)) {
      build(calibrator);
      build(calibrator);
      assertEquals("end plan", standin.trace(2).get(standin.trace(2).size() - 1));
    }
  }

  /** Feeds {@code left} with 1 and {@code right} with 2. */
  private static final class TwoInputs implements Int8Calibrator, AutoCloseable {
    private static final int FLOATS = 2 * 5;
    private final DeviceBuffer left = filled(1);
    private final DeviceBuffer right = filled(2);
    private List<String> names = List.of();
    private byte[] cache = {};
    private boolean done;

    private static DeviceBuffer filled(float value) {
      DeviceBuffer device = DeviceBuffer.allocate(FLOATS * Float.BYTES);
      try (PinnedBuffer host = PinnedBuffer.allocate(FLOATS * Float.BYTES);
          CudaStream stream = CudaStream.create()) {
        for (int i = 0; i < FLOATS; i++) {
          host.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        stream.copy(host, device);
      }
      return device;
    }

    @Override
    public Algorithm algorithm() {
      return Algorithm.minMax();
    }

    @Override
    public int batchSize() {
      return 2;
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      if (done) {
        return false;
      }
      this.names = names;
      bindings.set("left", left);
      bindings.set("right", right);
      done = true;
      return true;
    }

    @Override
    public void writeCalibrationCache(byte[] cache) {
      this.cache = cache.clone();
    }

    @Override
    public void close() {
      left.close();
      right.close();
    }
  }
}
