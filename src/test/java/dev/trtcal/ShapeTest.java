package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void countsElements() {
    assertEquals(24, Shape.of(2, 3, 4).elements());
    assertEquals(1, Shape.of().elements());
    assertEquals(0, Shape.of(2, 0).elements());
  }

  @Test
  void aDynamicShapeHasNoNumberOfElements() {
    assertTrue(Shape.of(-1, 3).isDynamic());
    assertThrows(IllegalStateException.class, () -> Shape.of(-1, 3).elements());
  }

  @Test
  void refusesToOverflowInSilence() {
    assertThrows(ArithmeticException.class, () -> Shape.of(1L << 40, 1L << 40).elements());
  }

  @Test
  void putsABatchInFrontAndTakesItOff() {
    assertEquals(Shape.of(8, 3, 4), Shape.of(3, 4).prepend(8));
    assertEquals(Shape.of(3, 4), Shape.of(8, 3, 4).dropFirst());
  }

  @Test
  void printsADynamicExtentAsAQuestionMark() {
    assertEquals("?x3x4", Shape.of(-1, 3, 4).toString());
  }

  @Test
  void refusesAnExtentThatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(-2));
  }
}
