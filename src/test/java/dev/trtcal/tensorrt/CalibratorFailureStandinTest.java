package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.Shape;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a calibrator throws comes out of the build that asked it. */
class CalibratorFailureStandinTest {
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private static Stream<Arguments> callbacks() {
    return CalibratorSequenceStandinTest.algorithms()
        .flatMap(
            algorithm ->
                Stream.of(
                        "batchSize",
                        "getBatch",
                        "readCalibrationCache",
                        "writeCalibrationCache",
                        "readHistogramCache",
                        "writeHistogramCache")
                    .filter(
                        method ->
                            !method.contains("Histogram") || algorithm instanceof Algorithm.Legacy)
                    .map(method -> Arguments.of(algorithm, method)));
  }

  /** Fails in one method, in its own way. */
  private static class Failing extends RecordingCalibrator {
    private final String method;
    private final Runnable failure;

    Failing(Algorithm algorithm, String method, Runnable failure) {
      super(algorithm, 1f, 2f);
      this.method = method;
      this.failure = failure;
    }

    private void failIn(String called) {
      if (called.equals(method)) {
        failure.run();
      }
    }

    @Override
    public int batchSize() {
      int batchSize = super.batchSize();
      failIn("batchSize");
      return batchSize;
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      boolean more = super.getBatch(names, bindings);
      failIn("getBatch");
      return more;
    }

    @Override
    public Optional<byte[]> readCalibrationCache() {
      Optional<byte[]> cache = super.readCalibrationCache();
      failIn("readCalibrationCache");
      return cache;
    }

    @Override
    public void writeCalibrationCache(byte[] bytes) {
      super.writeCalibrationCache(bytes);
      failIn("writeCalibrationCache");
    }

    @Override
    public Optional<byte[]> readHistogramCache() {
      Optional<byte[]> histogram = super.readHistogramCache();
      failIn("readHistogramCache");
      return histogram;
    }

    @Override
    public void writeHistogramCache(byte[] bytes) {
      super.writeHistogramCache(bytes);
      failIn("writeHistogramCache");
    }
  }

  @ParameterizedTest
  @MethodSource("callbacks")
  void throwsItselfFromTheBuild(Algorithm algorithm, String method) {
    RuntimeException own = new IllegalArgumentException("in " + method);
    Runnable failure =
        () -> {
          throw own;
        };
    try (Failing calibrator = new Failing(algorithm, method, failure)) {
      RuntimeException thrown =
          assertThrows(
              RuntimeException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
      assertSame(own, thrown);
      assertTrue(
          calibrator.calls.get(calibrator.calls.size() - 1).startsWith(method),
          "asked again after it failed: " + calibrator.calls);
    }
  }

  @Test
  void keepsNoPlanOfACalibrationThatFailedWhereTensorRtMakesOneAllTheSame() {
    standin.set("ignore_stop", 1);
    RuntimeException own = new IllegalArgumentException("no room");
    Runnable failure =
        () -> {
          throw own;
        };
    try (Failing calibrator = new Failing(Algorithm.minMax(), "writeCalibrationCache", failure)) {
      assertSame(
          own,
          assertThrows(
              RuntimeException.class, () -> CalibratorSequenceStandinTest.build(calibrator)));
      assertEquals("end plan", standin.trace(1).get(standin.trace(1).size() - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("callbacks")
  void letsErrorsThroughAsTheyAre(Algorithm algorithm, String method) {
    Error own = new AssertionError("in " + method);
    Runnable failure =
        () -> {
          throw own;
        };
    try (Failing calibrator = new Failing(algorithm, method, failure)) {
      Error thrown =
          assertThrows(Error.class, () -> CalibratorSequenceStandinTest.build(calibrator));
      assertSame(own, thrown);
    }
  }

  @Test
  void carriesTensorRtsLastLines() {
    RuntimeException own = new IllegalStateException("the disk is gone");
    Runnable failure =
        () -> {
          throw own;
        };
    try (Failing calibrator = new Failing(Algorithm.minMax(), "getBatch", failure)) {
      assertThrows(
          IllegalStateException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
      assertEquals(1, own.getSuppressed().length);
      assertInstanceOf(CalibrationFailedException.class, own.getSuppressed()[0]);
      assertTrue(
          own.getSuppressed()[0].getMessage().startsWith("TensorRT's log: ERROR: "),
          own.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void wrapsACheckedException() {
    IOException own = new IOException("no such file");
    try (Failing calibrator =
        new Failing(
            Algorithm.minMax(),
            "getBatch",
            () -> CalibratorFailureStandinTest.<RuntimeException>sneak(own))) {
      CalibrationFailedException thrown =
          assertThrows(
              CalibrationFailedException.class,
              () -> CalibratorSequenceStandinTest.build(calibrator));
      assertSame(own, thrown.getCause());
      assertTrue(thrown.getMessage().contains("no such file"));
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void survivesAnExhaustedStack() {
    try (Failing calibrator =
        new Failing(Algorithm.minMax(), "getBatch", CalibratorFailureStandinTest::endlessly)) {
      assertThrows(StackOverflowError.class, () -> CalibratorSequenceStandinTest.build(calibrator));
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void endlessly() {
    endlessly();
  }

  @Test
  void survivesAnExhaustedHeap() {
    try (Failing calibrator =
        new Failing(
            Algorithm.minMax(), "getBatch", CalibratorFailureStandinTest::allocateForEver)) {
      assertThrows(OutOfMemoryError.class, () -> CalibratorSequenceStandinTest.build(calibrator));
    }
  }

  private static void allocateForEver() {
    List<long[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new long[1 << 26]);
    }
  }

  @Test
  void buildsAgainAfterAFailure() {
    boolean[] fail = {true};
    Runnable failure =
        () -> {
          if (fail[0]) {
            throw new IllegalStateException("once");
          }
        };
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        Failing calibrator = new Failing(Algorithm.minMax(), "readCalibrationCache", failure)) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      assertThrows(
          IllegalStateException.class, () -> builder.buildSerializedNetwork(network, config));
      fail[0] = false;
      builder.buildSerializedNetwork(network, config).close();
      assertTrue(calibrator.cache.isPresent());
    }
  }

  @Test
  void refusesABatchThatIsNotTheNetworks() {
    try (RecordingCalibrator calibrator =
        new RecordingCalibrator(Algorithm.minMax(), 1f) {
          @Override
          public int batchSize() {
            return super.batchSize() + 1;
          }
        }) {
      UsageException thrown =
          assertThrows(UsageException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
      assertEquals("batch.mismatch", thrown.code());
      assertTrue(
          thrown.getMessage().contains("3") && thrown.getMessage().contains("2"),
          thrown.getMessage());
      assertEquals(List.of("batchSize"), calibrator.calls);
    }
  }

  @Test
  void refusesAProfileWhoseBatchIsNotTheCalibrators() {
    UsageException thrown =
        assertThrows(UsageException.class, () -> buildDynamic(Optional.of(Shape.of(1, 3, 4))));
    assertEquals("batch.mismatch", thrown.code());
  }

  @Test
  void refusesADynamicInputWithoutAProfile() {
    UsageException thrown =
        assertThrows(UsageException.class, () -> buildDynamic(Optional.empty()));
    assertEquals("profile.missing", thrown.code());
  }

  @Test
  void calibratesADynamicNetworkInItsProfile() {
    buildDynamic(Optional.of(Shape.of(2, 3, 4)));
    assertEquals(1, standin.count("batches"));
  }

  private static void buildDynamic(Optional<Shape> opt) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        OptimizationProfile profile = builder.createProfile();
        RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax(), 1f)) {
      assertTrue(parser.parse(TestModels.oneInput(TestModels.DYNAMIC)));
      config.set(BuilderFlag.INT8, true);
      if (opt.isPresent()) {
        profile.set("x", Shape.of(1, 3, 4), opt.get(), Shape.of(8, 3, 4));
        assertEquals(0, config.addProfile(profile));
        config.setCalibrationProfile(profile);
      }
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
    }
  }

  @Test
  void refusesACalibratorThatWouldNeverBeAsked() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        BuilderConfig config = builder.createConfig();
        RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax(), 1f)) {
      config.setCalibrator(calibrator);
      UsageException thrown =
          assertThrows(UsageException.class, () -> builder.buildSerializedNetwork(network, config));
      assertEquals("calibrator.unused", thrown.code());
    }
  }

  @Test
  void refusesAnInputLeftUnbound() {
    assertRefused("input.unfed", (bindings, small) -> {});
  }

  @Test
  void refusesAnInputThatTheNetworkDoesNotHave() {
    assertRefused("input.unknown", (bindings, small) -> bindings.set("z", small));
  }

  @Test
  void refusesABufferShorterThanABatch() {
    assertRefused("input.short", (bindings, small) -> bindings.set("x", small));
    assertEquals(0, standin.count("short_buffers"), "it never reached TensorRT");
  }

  @Test
  void refusesAClosedBuffer() {
    try (DeviceBuffer small = DeviceBuffer.allocate(1);
        Binding calibrator =
            new Binding(
                small,
                (bindings, buffer) -> {
                  buffer.close();
                  bindings.set("x", buffer);
                })) {
      assertThrows(
          IllegalStateException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
    }
  }

  private interface Bind {
    void run(DeviceBindings bindings, DeviceBuffer small);
  }

  private static final class Binding extends RecordingCalibrator {
    private final DeviceBuffer small;
    private final Bind bind;

    Binding(DeviceBuffer small, Bind bind) {
      super(Algorithm.minMax());
      this.small = small;
      this.bind = bind;
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      bind.run(bindings, small);
      return true;
    }
  }

  private static void assertRefused(String code, Bind bind) {
    try (DeviceBuffer small = DeviceBuffer.allocate(1);
        Binding calibrator = new Binding(small, bind)) {
      UsageException thrown =
          assertThrows(UsageException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
      assertEquals(code, thrown.code());
      assertFalse(thrown.getMessage().contains("\n"));
    }
  }

  @Test
  void refusesToBeClosedWhileItBuilds() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        RecordingCalibrator calibrator =
            new RecordingCalibrator(Algorithm.minMax(), 1f) {
              @Override
              public int batchSize() {
                for (AutoCloseable used : List.of(network, config, builder, trt)) {
                  assertThrows(IllegalStateException.class, used::close);
                }
                assertThrows(
                    IllegalStateException.class,
                    () -> builder.buildSerializedNetwork(network, config));
                return super.batchSize();
              }
            }) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
      assertTrue(calibrator.cache.isPresent());
    }
  }

  @Test
  void explainsABuildThatTensorRtRefuses() {
    standin.set("fail_build_at", 4);
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax(), 1f)) {
      TrtcalException thrown =
          assertThrows(
              CalibrationFailedException.class,
              () -> CalibratorSequenceStandinTest.build(calibrator));
      assertEquals("tensorrt.failed", thrown.code());
      assertTrue(thrown.getMessage().contains("told to fail at step 4"), thrown.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("knobs")
  void standsWhateverTensorRtDoes(String knob) {
    standin.set(knob, 1);
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.entropy(), 1f)) {
      CalibratorSequenceStandinTest.build(calibrator);
    } catch (TrtcalException e) {
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    } finally {
      // A device that failed for good fails everything until the process ends.
      standin.reset();
    }
  }

  private static List<String> knobs() {
    return Arrays.stream(
            """
            never_get_batch max_batches get_batch_after_false foreign_names null_names null_name
            null_bindings skip_batch_size skip_first_read skip_second_read extra_reads drop_cache
            write_null write_empty write_twice callback_thread empty_plan log_from_thread log_flood
            log_long log_null log_bad_utf8 log_odd_severity null_builder null_network null_config
            null_parser null_plan long_names fail_copy_at fail_sync_at
            """
                .strip()
                .split("\\s+", -1))
        .collect(Collectors.toList());
  }
}
