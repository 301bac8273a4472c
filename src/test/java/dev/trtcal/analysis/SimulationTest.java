package dev.trtcal.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.NetworkRunner;
import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulation against what real engines of TensorRT 10.6.0 answered, on the same images. */
class SimulationTest {
  private static final OptionalInt THREADS = OptionalInt.of(2);

  static Stream<GoldenEngine> int8Engines() {
    return GoldenEngine.all().stream().filter(GoldenEngine::isInt8);
  }

  @Test
  void predictsTensorRtsAccuracyAndItsAnswers() {
    List<SimulationTable.Row> rows = SimulationTable.rows(Fashion.GOLDEN, 1000);
    assertEquals(9, rows.size());
    double mean = 0;
    for (SimulationTable.Row row : rows) {
      assertTrue(Math.abs(row.points()) <= 1.5, row.toString());
      assertTrue(row.agreement() >= 0.97, row.toString());
      mean += Math.abs(row.points()) / rows.size();
    }
    assertTrue(mean <= 0.5, "mean " + mean);
  }

  @ParameterizedTest
  @MethodSource("int8Engines")
  void quantizesExactlyTheTensorsThatTheEngineHandsOnAsInt8(GoldenEngine engine) {
    try (Simulation simulation = Simulation.open(Fashion.model(engine.model()), THREADS)) {
      Switches switches = Switches.int8(simulation.model(), engine.scales());
      Set<String> ours = new TreeSet<>();
      List<SimulatedTensor> tensors = simulation.model().tensors();
      for (int i = 0; i < tensors.size(); i++) {
        if (switches.isInt8(i)) {
          ours.add(tensors.get(i).name());
        }
      }
      assertEquals(engine.int8(), ours);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion_resnet", "fashion_mobile"})
  void withAllSwitchesOffItIsTheFloatNetwork(String name) {
    Fashion images = new Fashion(64);
    try (Simulation simulation = Simulation.open(Fashion.model(name), THREADS);
        NetworkRunner.Network alone = simulation.openLayersAlone();
        NetworkRunner.Feed feed = simulation.feed(images, OptionalInt.empty())) {
      feed.next();
      float[] switched = simulation.run(feed, Switches.fp32(simulation.model()));
      float[] plain = new float[switched.length];
      try (NetworkRunner.Values values = alone.run(feed, Map.of())) {
        values.floats(simulation.output()).get(plain);
      }
      OutputDifference difference = new OutputDifference();
      difference.add(plain, switched, feed.samples());
      assertTrue(difference.relativeError() < 1e-6, "" + difference.relativeError());
    }
  }

  @Test
  void aShorterLastBatchOfAFixedBatchNetworkIsComputedWhole() {
    Map<String, Float> scales =
        Fashion.scales(Fashion.GOLDEN.resolve("fashion_resnet/minmax.cache"));
    try (Simulation simulation = Simulation.open(Fashion.model("fashion_resnet"), THREADS)) {
      Switches int8 = Switches.int8(simulation.model(), scales);
      List<float[]> whole = run(simulation, int8, 64);
      List<float[]> cut = run(simulation, int8, 40);
      assertEquals(8 * GoldenEngine.CLASSES, cut.get(1).length);
      assertArrayEquals(Arrays.copyOf(whole.get(1), cut.get(1).length), cut.get(1));
    }
  }

  private static List<float[]> run(Simulation simulation, Switches switches, int samples) {
    List<float[]> batches = new ArrayList<>();
    try (NetworkRunner.Feed feed = simulation.feed(new Fashion(samples), OptionalInt.empty())) {
      while (feed.next() > 0) {
        batches.add(simulation.run(feed, switches));
      }
    }
    return batches;
  }

  @Test
  void aTensorWithoutAUsableScaleStaysFloatAndSoDoesWhatReadsIt() {
    Map<String, Float> scales =
        new HashMap<>(Fashion.scales(Fashion.GOLDEN.resolve("fashion_resnet/minmax.cache")));
    for (float unusable : new float[] {0, Float.POSITIVE_INFINITY, Float.NaN, -1}) {
      scales.put("input", unusable);
      try (Simulation simulation = Simulation.open(Fashion.model("fashion_resnet"), THREADS)) {
        SimulatedModel model = simulation.model();
        Switches switches = Switches.int8(model, scales);
        assertEquals("input", model.tensors().get(0).name());
        assertTrue(!switches.isInt8(0) && !switches.quantizesWeights(0));
        assertTrue(switches.isInt8(1) && switches.quantizesWeights(1));
      }
    }
  }

  @Test
  void aLayerKeptInFloatReadsWhatNobodyElseNeedsAsInt8() {
    Map<String, Float> scales =
        Fashion.scales(Fashion.GOLDEN.resolve("fashion_resnet/minmax.cache"));
    try (Simulation simulation = Simulation.open(Fashion.model("fashion_resnet"), THREADS)) {
      SimulatedModel model = simulation.model();
      Switches stem = Switches.int8(model, scales, Set.of("/stem/stem.0/Conv"));
      assertTrue(!stem.isInt8(0) && !stem.quantizesWeights(0) && stem.isInt8(1));
      // /l/l.0/c1/Conv's input is the residual too, which another layer reads as INT8
      Switches first = Switches.int8(model, scales, Set.of("/l/l.0/c1/Conv"));
      assertTrue(first.isInt8(1) && !first.quantizesWeights(1));
    }
  }
}
