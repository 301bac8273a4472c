package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ElementsTest {
  private static final float[] VALUES = {0, 1, -2.5f, 1024};

  @Test
  void readsEveryTypeThatHoldsNumbers() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, VALUES);
      assertEquals(
          FloatBuffer.wrap(VALUES), Elements.floats(DataType.FLOAT, floats, VALUES.length));
      MemorySegment halves = arena.allocate(ValueLayout.JAVA_SHORT, VALUES.length);
      MemorySegment brains = arena.allocate(ValueLayout.JAVA_SHORT, VALUES.length);
      for (int i = 0; i < VALUES.length; i++) {
        halves.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(VALUES[i]));
        brains.setAtIndex(
            ValueLayout.JAVA_SHORT, i, (short) (Float.floatToIntBits(VALUES[i]) >> 16));
      }
      assertEquals(FloatBuffer.wrap(VALUES), Elements.floats(DataType.HALF, halves, VALUES.length));
      assertEquals(FloatBuffer.wrap(VALUES), Elements.floats(DataType.BF16, brains, VALUES.length));
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) -128, (byte) 127);
      assertEquals(
          FloatBuffer.wrap(new float[] {-128, 127}), Elements.floats(DataType.INT8, bytes, 2));
    }
  }

  @Test
  void knowsWhatHoldsNoNumbers() {
    assertTrue(Elements.areNumbers(DataType.BF16));
    assertFalse(Elements.areNumbers(DataType.INT64));
    assertFalse(Elements.areNumbers(DataType.BOOL));
  }
}
