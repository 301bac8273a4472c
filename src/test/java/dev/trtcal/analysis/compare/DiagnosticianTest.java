package dev.trtcal.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Evidence;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedTensor;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One tensor of a real network, with values made up so that one thing is wrong with each. */
class DiagnosticianTest {
  private static final String TENSOR = "/l/l.1/Relu_output_0";
  private static final int PER_CHANNEL = 1000;
  private static final float SCALE = 0.01f;

  private static Simulation simulation;

  @BeforeAll
  static void open() {
    simulation = Simulation.open(Fashion.model("fashion_resnet"), OptionalInt.of(1));
  }

  @AfterAll
  static void close() {
    simulation.close();
  }

  private static int index() {
    int index = 0;
    for (SimulatedTensor tensor : simulation.model().tensors()) {
      if (tensor.name().equals(TENSOR)) {
        return index;
      }
      index++;
    }
    throw new IllegalStateException(TENSOR);
  }

  /**
   * @param values by position, channel after channel
   * @param alone what quantized weights make of them
   */
  private static Diagnosis diagnosis(
      Map<String, Evidence> evidence, IntToDoubleFunction values, IntToDoubleFunction alone) {
    SimulatedModel model = simulation.model();
    int channels = model.tensors().get(index()).channels();
    int count = channels * PER_CHANNEL;
    FloatBuffer x = FloatBuffer.allocate(count);
    FloatBuffer computed = FloatBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      x.put(i, (float) values.applyAsDouble(i));
      computed.put(i, (float) alone.applyAsDouble(i));
    }
    Map<String, Float> scales = new HashMap<>();
    model.tensors().forEach(tensor -> scales.put(tensor.name(), SCALE));
    TensorStatistics numbers = new TensorStatistics(SCALE, channels);
    numbers.add(x, computed, x, 1);
    return new Diagnostician(model, scales, evidence, Switches.int8(model, scales))
        .of(index(), numbers);
  }

  private static Diagnosis diagnosis(IntToDoubleFunction values) {
    return diagnosis(Map.of(), values, values);
  }

  /** From 0 to 1, of which 1.27 is the threshold. */
  private static double ramp(int i) {
    return (i % PER_CHANNEL + 0.37) / PER_CHANNEL;
  }

  @Test
  void ordinaryValuesAreRounded() {
    assertEquals(DiagnosisKind.ROUNDING, diagnosis(DiagnosticianTest::ramp).kind());
  }

  @Test
  void channelsOfUnlikeRangeAreCounted() {
    Diagnosis found = diagnosis(i -> i < PER_CHANNEL ? ramp(i) : ramp(i) / 10);
    assertEquals(DiagnosisKind.CHANNELS, found.kind());
    int channels = simulation.model().tensors().get(index()).channels();
    assertTrue(
        found.text().contains((channels - 1) + " of " + channels + " use less than an eighth"),
        found.text());
  }

  @Test
  void outliersThatLeaveFewLevelsToTheRestAreNamed() {
    Diagnosis found = diagnosis(i -> i % PER_CHANNEL == 7 ? 1.2 : ramp(i) / 10);
    assertEquals(DiagnosisKind.COARSE, found.kind());
    assertTrue(found.text().contains("outliers up to 1.20 leave"), found.text());
  }

  @Test
  void weightsThatMakeMostOfTheErrorAreNamedWithTheirLayer() {
    Diagnosis found =
        diagnosis(Map.of(), DiagnosticianTest::ramp, i -> ramp(i) + (i % 2 == 0 ? 0.1 : -0.1));
    assertEquals(DiagnosisKind.WEIGHTS, found.kind());
    assertTrue(found.text().startsWith("loses most to the weights of /l/l.1/"), found.text());
  }

  @Test
  void aTensorOfZerosIsDead() {
    assertEquals(DiagnosisKind.DEAD, diagnosis(i -> 0).kind());
  }

  @Test
  void aThresholdFarBeyondTheValuesIsTooWide() {
    Diagnosis found = diagnosis(i -> ramp(i) / 4);
    assertEquals(DiagnosisKind.TOO_WIDE, found.kind());
    assertTrue(found.text().contains("of the 127 levels are used"), found.text());
  }

  @Test
  void aNearTieOfTheSearchIsToldWhereItClips() {
    Evidence tie =
        new Evidence(
            OptionalInt.of(500),
            OptionalDouble.of(0.01),
            0.5,
            OptionalDouble.of(2.5),
            OptionalDouble.of(1e-4),
            Optional.empty());
    Diagnosis clipped = diagnosis(Map.of(TENSOR, tie), i -> 3 * ramp(i), i -> 3 * ramp(i));
    assertEquals(DiagnosisKind.CLIPPED, clipped.kind());
    assertTrue(clipped.text().endsWith("the search chose it over 2.50 by a hair"), clipped.text());
    assertTrue(!diagnosis(i -> 3 * ramp(i)).text().contains("by a hair"));
  }
}
