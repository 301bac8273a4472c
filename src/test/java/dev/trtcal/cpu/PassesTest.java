package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassesTest {
  private static final Path DATA = Golden.FOLDER.resolve("families/data");
  private static final int ALL = Integer.MAX_VALUE;

  @ParameterizedTest
  @ValueSource(strings = {"shufflenetv2", "explicit_bn", "two_inputs"})
  void givesTheSameBytesInHoweverManyPartsItObserves(String family) {
    byte[] atOnce = calibrate(family, Algorithm.entropy2(), ALL);
    for (int size : new int[] {1, 5}) {
      assertArrayEquals(atOnce, calibrate(family, Algorithm.entropy2(), size), "parts of " + size);
    }
  }

  @Test
  void givesTheSameBytesWhereABuffersStartIsObserved() {
    byte[] atOnce = calibrate("densenet", Algorithm.entropy(), ALL);
    assertArrayEquals(atOnce, calibrate("densenet", Algorithm.entropy(), 3));
  }

  @Test
  void partsTheOutputsInTheirOrder() {
    long[] bytes = {50L << 20, 60L << 20, 10L << 20, 100L << 20};
    long bound = 64L << 30;
    assertEquals(List.of(List.of(0, 1, 2, 3)), MemoryPlan.groups(bytes, 0, bound));
    long least = least(bytes);
    List<List<Integer>> parts = MemoryPlan.groups(bytes, 0, least + (200L << 20));
    assertEquals(
        List.of(0, 1, 2, 3), parts.stream().flatMap(List::stream).toList(), parts::toString);
    assertTrue(parts.size() > 1, parts::toString);
  }

  @Test
  void saysHowMuchMemoryIsNeeded() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> MemoryPlan.groups(new long[] {1 << 20}, 0, 1 << 20));
    assertEquals("memory.toosmall", e.code());
    assertTrue(
        e.getMessage().matches("--memory 1M: too small .* needs [0-9]+M; .*"), e.getMessage());
  }

  /** What the refusal names. */
  private static long least(long[] bytes) {
    UsageException e =
        assertThrows(UsageException.class, () -> MemoryPlan.groups(bytes, 0, 1 << 20));
    return Long.parseLong(e.getMessage().replaceAll(".*needs ([0-9]+)M.*", "$1")) << 20;
  }

  private static byte[] calibrate(String family, Algorithm algorithm, int groupSize) {
    Path file = Golden.FOLDER.resolve("families/" + family + "/model.onnx");
    OnnxModel model = OnnxModel.read(file);
    OrtRuntime runtime = OrtRuntime.load();
    Map<String, Path> data =
        family.equals("two_inputs")
            ? Map.of("image", DATA.resolve("img32.npy"), "vector", DATA.resolve("vec.npy"))
            : Map.of("", DATA.resolve(family.equals("explicit_bn") ? "img32.npy" : "img64.npy"));
    Map<String, ValueType> types = Sessions.types(runtime, model);
    ObservedModel observed =
        algorithm instanceof Algorithm.Entropy
            ? ObservedModel.afterFusion(model, types, true)
            : ObservedModel.beforeFusion(model, types);
    ObservedNetwork network = ObservedNetwork.of(runtime, model, observed, 2);
    try (BatchSource source = NpySource.of(data).network(model.inputs()).maxSamples(48).open();
        Workers workers = new Workers(2)) {
      Calibration calibration = Calibration.of(file, source).algorithm(algorithm).build();
      BatchLayout layout = BatchLayout.fit(model.inputs(), source.samples(), OptionalInt.empty());
      Observation observation =
          new Observation(observed.tensors(), algorithm, HistogramRange.FIRST_BATCH);
      new Passes(
              runtime,
              calibration,
              layout,
              network,
              workers,
              groups(observed.outputs(), groupSize),
              ProgressListener.NONE)
          .run("observing", observation);
      Findings findings = Findings.of(observed.tensors(), observation, workers);
      return CalibrationCache.of(algorithm, CpuEngine.RULES_OF, findings.ranges()).bytes();
    }
  }

  private static List<List<Integer>> groups(List<Integer> outputs, int size) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int from = 0; from < outputs.size(); from += Math.min(size, outputs.size())) {
      groups.add(outputs.subList(from, (int) Math.min(outputs.size(), (long) from + size)));
    }
    return groups;
  }
}
