package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteCheckTest {
  private static void check(ElementType type, MemorySegment data) {
    FiniteCheck.check(
        new TensorSpec("x", type, Shape.of(2, 3)), 2, data, sample -> "file" + sample + ".png");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void namesTheFileOfTheFirstBadFloat(float bad) {
    float[] data = {0, Float.MAX_VALUE, -1, 4, 5, bad};
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class,
            () -> check(ElementType.FLOAT32, MemorySegment.ofArray(data)));
    assertTrue(thrown.getMessage().contains("input x: file1.png"), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void namesTheFileOfTheFirstBadHalf(float bad) {
    short[] data = {0, Float.floatToFloat16(65504), Float.floatToFloat16(bad), 0, 0, 0};
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class,
            () -> check(ElementType.FLOAT16, MemorySegment.ofArray(data)));
    assertTrue(thrown.getMessage().contains("file0.png"), thrown.getMessage());
  }

  @Test
  void passesWhatIsFinite() {
    float[] floats = {0, -0f, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 1};
    assertDoesNotThrow(() -> check(ElementType.FLOAT32, MemorySegment.ofArray(floats)));
    assertDoesNotThrow(
        () -> check(ElementType.UINT8, MemorySegment.ofArray(new byte[] {-1, 0, 1, 2, 3, 4})));
  }
}
