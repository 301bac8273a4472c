package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchLayoutTest {
  private static final TensorSpec IMAGE = spec("image", 1, 28, 28);
  private static final TensorSpec VECTOR = spec("vector", 7);

  @Test
  void takesTheNetworksFixedBatch() {
    BatchLayout layout =
        BatchLayout.fit(
            List.of(spec("in", 32, 1, 28, 28)), List.of(spec("", 1, 28, 28)), OptionalInt.empty());

    assertEquals(32, layout.batchSize());
    assertTrue(layout.fixed());
    assertEquals(List.of(spec("in", 32, 1, 28, 28)), layout.inputs());
    assertEquals(Map.of("in", ""), layout.sourceNames());
  }

  @Test
  void refusesABatchThatIsNotTheNetworksAndNamesBoth() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                BatchLayout.fit(
                    List.of(spec("in", 32, 1, 28, 28)),
                    List.of(spec("", 1, 28, 28)),
                    OptionalInt.of(16)));

    assertEquals("batch.mismatch", e.code());
    assertTrue(e.getMessage().contains("16") && e.getMessage().contains("32"), e.getMessage());
  }

  @Test
  void fillsDynamicExtentsFromTheRequestAndTheData() {
    BatchLayout layout =
        BatchLayout.fit(
            List.of(spec("in", -1, 3, -1, -1)),
            List.of(spec("in", 3, 480, 640)),
            OptionalInt.of(8));

    assertFalse(layout.fixed());
    assertEquals(Shape.of(8, 3, 480, 640), layout.inputs().get(0).shape());
  }

  @Test
  void bindsSeveralInputsByNameInTheNetworksOrder() {
    BatchLayout layout =
        BatchLayout.fit(
            List.of(spec("image", 8, 1, 28, 28), spec("vector", 8, 7)),
            List.of(VECTOR, IMAGE),
            OptionalInt.empty());

    assertEquals(
        List.of("image", "vector"), layout.inputs().stream().map(TensorSpec::name).toList());
  }

  @Test
  void refusesAnInputWithoutData() {
    assertCode(
        "input.unfed", List.of(spec("image", 8, 1, 28, 28), spec("vector", 8, 7)), List.of(IMAGE));
  }

  @Test
  void refusesDataForAnInputThatDoesNotExist() {
    assertCode("input.unknown", List.of(spec("image", 8, 1, 28, 28)), List.of(IMAGE, VECTOR));
  }

  @Test
  void refusesAnotherShapeOrElementType() {
    assertCode("input.shape", List.of(spec("image", 8, 3, 28, 28)), List.of(IMAGE));
    assertCode("input.shape", List.of(spec("image", 8, 28, 28)), List.of(IMAGE));
    assertCode(
        "input.type",
        List.of(new TensorSpec("image", ElementType.FLOAT16, Shape.of(8, 1, 28, 28))),
        List.of(IMAGE));
  }

  @Test
  void refusesInputsWhoseFixedBatchesContradictEachOther() {
    assertCode(
        "batch.contradictory",
        List.of(spec("image", 8, 1, 28, 28), spec("vector", 4, 7)),
        List.of(IMAGE, VECTOR));
  }

  @Test
  void takesSamplesWholeWhereAnInputHasNoBatchAxis() {
    BatchLayout layout =
        BatchLayout.fit(
            List.of(spec("in", -1, 512), spec("state", 2, -1, 128), spec("rate")),
            List.of(spec("in", 512), spec("state", 2, 1, 128), spec("rate")),
            OptionalInt.empty());

    assertEquals(1, layout.batchSize());
    assertTrue(layout.fixed());
    assertEquals(Set.of("state", "rate"), layout.whole());
    assertEquals(
        List.of(spec("in", 1, 512), spec("state", 2, 1, 128), spec("rate")), layout.inputs());
    assertEquals(Shape.of(1, 512), layout.shape("in", 1));
    assertEquals(Shape.of(2, 1, 128), layout.shape("state", 1));
    assertEquals(Shape.of(), layout.shape("rate", 1));
  }

  @Test
  void refusesALargerBatchBesideAnInputWithoutABatchAxis() {
    assertCode(
        "batch.contradictory",
        List.of(spec("in", 8, 512), spec("state", 2, 8, 128)),
        List.of(spec("in", 512), spec("state", 2, 8, 128)));
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                BatchLayout.fit(
                    List.of(spec("in", -1, 512), spec("rate")),
                    List.of(spec("in", 512), spec("rate")),
                    OptionalInt.of(4)));
    assertEquals("batch.mismatch", e.code());
  }

  @Test
  void calibratesInTheBatchThatTheEngineIsTunedForUnlessTheUserSays() {
    List<TensorSpec> network = List.of(spec("in", -1, 3, -1, -1));
    List<TensorSpec> samples = List.of(spec("in", 3, 40, 60));
    Map<String, ShapeRange> shapes =
        Map.of(
            "in",
            new ShapeRange(
                Shape.of(1, 3, 32, 32), Shape.of(8, 3, 48, 48), Shape.of(16, 3, 64, 64)));

    assertEquals(8, BatchLayout.fit(network, samples, OptionalInt.empty(), shapes).batchSize());
    assertEquals(
        Shape.of(64, 3, 40, 60),
        BatchLayout.fit(network, samples, OptionalInt.of(64), shapes).inputs().get(0).shape());
  }

  @Test
  void refusesShapesThatGoWithNeitherNetworkNorData() {
    List<TensorSpec> network = List.of(spec("in", -1, 3, -1, -1));
    assertShapes("shapes.unknown", network, "on", Shape.of(8, 3, 40, 60));
    assertShapes("shapes.contradict", network, "in", Shape.of(8, 1, 40, 60));
    assertShapes("shapes.contradict", network, "in", Shape.of(8, 3, 40));
    assertShapes("shapes.data", network, "in", Shape.of(8, 3, 40, 59));
    assertShapes(
        "shapes.contradict", List.of(spec("in", 4, 3, 40, 60)), "in", Shape.of(8, 3, 40, 60));
  }

  private static void assertShapes(
      String code, List<TensorSpec> network, String input, Shape only) {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                BatchLayout.fit(
                    network,
                    List.of(spec("in", 3, 40, 60)),
                    OptionalInt.empty(),
                    Map.of(input, ShapeRange.only(only))));
    assertEquals(code, e.code());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static void assertCode(String code, List<TensorSpec> network, List<TensorSpec> samples) {
    UsageException e =
        assertThrows(
            UsageException.class, () -> BatchLayout.fit(network, samples, OptionalInt.empty()));
    assertEquals(code, e.code());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static TensorSpec spec(String name, long... dims) {
    return new TensorSpec(name, ElementType.FLOAT32, Shape.of(dims));
  }
}
