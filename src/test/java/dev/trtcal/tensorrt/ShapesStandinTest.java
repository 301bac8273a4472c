package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dynamic shapes, several inputs of several types, and Legacy's histograms. */
class ShapesStandinTest {
  @TempDir private Path folder;
  private Standin standin;
  private Path model;
  private Path plan;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    plan = folder.resolve("model.plan");
    model = TestModels.save(folder, TestModels.oneInput(TestModels.DYNAMIC));
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private Calibration.Builder calibration(BatchSource source) {
    return Calibration.of(model, source)
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .cache(folder.resolve("model.cache"));
  }

  private static Map<String, ShapeRange> batches(long min, long opt, long max) {
    return Map.of(
        "x", new ShapeRange(Shape.of(min, 3, 4), Shape.of(opt, 3, 4), Shape.of(max, 3, 4)));
  }

  @Test
  void calibratesWholeBatchesWhateverTheEngineIsTunedFor() {
    CalibrationResult result =
        calibration(ArraySource.counting(12))
            .batchSize(6)
            .shapes(batches(1, 2, 8))
            .plan(plan)
            .build()
            .run();

    // With a calibration profile of 2 the largest value seen would be 8.
    assertEquals(12f / 127, result.tensors().get(0).scale());
    assertEquals(2, standin.count("batches"));
    assertEquals(12 * 12 * 4, standin.count("bytes_read"));
    assertBatches(1, 8);
  }

  @Test
  void calibratesInTheBatchThatTheEngineIsTunedFor() {
    CalibrationResult result =
        calibration(ArraySource.counting(12)).shapes(batches(2, 4, 4)).plan(plan).build().run();

    assertEquals(4, result.feed().batchSize());
    assertEquals(3, result.feed().batches());
    assertBatches(2, 4);
  }

  @Test
  void buildsUpToTheBatchHandedOverWhereNobodySays() {
    calibration(ArraySource.counting(12)).batchSize(3).plan(plan).build().run();
    assertBatches(1, 3);
  }

  private void assertBatches(int least, int most) {
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.load(plan);
        ExecutionContext context = engine.createContext()) {
      context.setInputShape("x", Shape.of(least, 3, 4));
      context.setInputShape("x", Shape.of(most, 3, 4));
      assertThrows(
          CalibrationFailedException.class,
          () -> context.setInputShape("x", Shape.of(most + 1, 3, 4)));
      if (least > 1) {
        assertThrows(
            CalibrationFailedException.class,
            () -> context.setInputShape("x", Shape.of(least - 1, 3, 4)));
      }
    }
  }

  @Test
  void refusesABuildThatIsKnownToFailUnlessForcedOrOfAnotherRelease() {
    model = TestModels.save(folder, TestModels.equalNames());
    Calibration.Builder wanted = calibration(ArraySource.counting(4)).batchSize(2);
    CalibrationFailedException thrown =
        assertThrows(CalibrationFailedException.class, () -> wanted.build().run());
    assertEquals("build.known", thrown.code());
    assertEquals(1, thrown.getMessage().lines().count());
    assertTrue(thrown.getMessage().contains("'N' is axis 0 of x, 2, and axis 1 of x, 3"));
    assertEquals(0, standin.count("builds"));

    wanted.forceReuse(true).build().run();
    assertEquals(1, standin.count("builds"));
    standin.set("version", 100900);
    calibration(ArraySource.counting(4)).batchSize(2).build().run();
    assertEquals(2, standin.count("builds"));
  }

  /** One sample a run: a float vector, numbers, and a scalar that has no batch axis. */
  private static final class MixedSource implements BatchSource {
    private final List<TensorSpec> samples;
    private int left = 3;

    MixedSource(ElementType ids, ElementType rate) {
      samples =
          List.of(
              new TensorSpec("rate", rate, Shape.of()),
              new TensorSpec("ids", ids, Shape.of(3)),
              new TensorSpec("x", ElementType.FLOAT32, Shape.of(5)));
    }

    @Override
    public List<TensorSpec> samples() {
      return samples;
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(left);
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      if (left == 0) {
        return 0;
      }
      for (TensorSpec sample : samples) {
        MemorySegment buffer = buffers.get(sample.name());
        assertEquals(sample.bytes(), buffer.byteSize(), sample.name());
        buffer.fill((byte) 0);
        set(buffer, sample);
      }
      left--;
      return 1;
    }

    private void set(MemorySegment buffer, TensorSpec sample) {
      switch (sample.type()) {
        case FLOAT32 -> buffer.set(ValueLayout.JAVA_FLOAT, 0, left);
        case FLOAT16 -> buffer.set(ValueLayout.JAVA_SHORT, 0, Float.floatToFloat16(left));
        default -> buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) left);
      }
    }

    @Override
    public void rewind() {
      left = 3;
    }
  }

  @Test
  void bindsInputsOfAnyTypeAndWithoutABatchAxisByName() {
    model =
        TestModels.save(
            folder,
            TestModels.mixedInputs(
                TestModels.DYNAMIC, TensorProto.DataType.INT64, TensorProto.DataType.FLOAT16));
    CalibrationResult result =
        calibration(new MixedSource(ElementType.INT64, ElementType.FLOAT16)).build().run();

    assertEquals(1, result.feed().batchSize());
    assertEquals(3, result.feed().batches());
    assertEquals(0, standin.count("short_buffers"));
    assertEquals(3 * (5 * 4 + 3 * 8 + 4), standin.count("bytes_read"), "a half is read as a float");
    Map<String, Float> scales =
        result.tensors().stream().collect(Collectors.toMap(t -> t.name(), t -> t.scale()));
    assertEquals(3f / 127, scales.get("x"));
    assertEquals(3f / 127, scales.get("rate"));
  }

  @Test
  void feedsBooleansAndIntegersAsTheNetworkDeclaresThem() {
    model =
        TestModels.save(
            folder,
            TestModels.mixedInputs(1, TensorProto.DataType.BOOL, TensorProto.DataType.INT32));
    calibration(new MixedSource(ElementType.BOOL, ElementType.INT32)).build().run();
    assertEquals(3 * (5 * 4 + 3 + 4), standin.count("bytes_read"));
  }

  @Test
  void keepsLegacysHistogramsAndAsksForNoDataAgain() throws IOException {
    Path histograms = folder.resolve("legacy.hist");
    CalibrationResult first =
        calibration(ArraySource.counting(6))
            .algorithm(Algorithm.legacy(0.99, 1))
            .batchSize(2)
            .histogramCache(histograms)
            .build()
            .run();
    byte[] kept = Files.readAllBytes(histograms);

    ArraySource unread = ArraySource.counting(6);
    CalibrationResult again =
        calibration(unread)
            .algorithm(Algorithm.legacy(0.5, 1))
            .batchSize(2)
            .histogramCache(histograms)
            .reuseHistograms(true)
            .build()
            .run();

    assertEquals(0, unread.threads.size());
    assertEquals(3, standin.count("batches"), "those of the first run");
    assertEquals(first.tensors(), again.tensors());
    assertEquals(
        List.of("no data were read: the thresholds follow from the histograms in " + histograms),
        again.notes());
    assertArrayEquals(kept, Files.readAllBytes(histograms));
  }

  @Test
  void answersATruncatedHistogramCacheWithNothingAndReplacesIt() throws IOException {
    Path histograms = folder.resolve("legacy.hist");
    Calibration.Builder legacy =
        calibration(ArraySource.counting(6))
            .algorithm(Algorithm.legacy(0.99, 1))
            .batchSize(2)
            .histogramCache(histograms);
    legacy.build().run();
    byte[] kept = Files.readAllBytes(histograms);
    Files.write(histograms, Arrays.copyOf(kept, kept.length - 1));

    CalibrationResult result =
        calibration(ArraySource.counting(6))
            .algorithm(Algorithm.legacy(0.99, 1))
            .batchSize(2)
            .histogramCache(histograms)
            .reuseHistograms(true)
            .build()
            .run();

    assertEquals(3, result.feed().batches());
    assertArrayEquals(kept, Files.readAllBytes(histograms));
    assertEquals(1, result.notes().size());
    assertTrue(result.notes().get(0).contains("is truncated"), result.notes().get(0));
  }
}
