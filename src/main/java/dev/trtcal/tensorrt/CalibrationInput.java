package dev.trtcal.tensorrt;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How TensorRT reads an input while it calibrates: as the network declares it, but float16 as
 * float32. Measured on TensorRT 10.6: halves that are handed over as they are are read in pairs,
 * beyond the end of their buffer, without a word. An engine that is run takes halves.
 */
final class CalibrationInput {
  private CalibrationInput() {}

  /** Whether its elements are handed over as float32. */
  static boolean isWidened(TensorSpec input) {
    return input.type() == ElementType.FLOAT16;
  }

  /** Bytes that TensorRT reads of it. */
  static long bytes(TensorSpec input) {
    return isWidened(input) ? input.shape().elements() * Float.BYTES : input.bytes();
  }

  /** The same of an input as TensorRT's network has it. */
  static long bytes(TensorInfo input, Shape shape) {
    return input.type() == DataType.HALF ? shape.elements() * Float.BYTES : input.bytes(shape);
  }

  /** Turns halves into floats. */
  static void widen(MemorySegment halves, MemorySegment floats, long elements) {
    for (long i = 0; i < elements; i++) {
      short half = halves.getAtIndex(ValueLayout.JAVA_SHORT, i);
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.float16ToFloat(half));
    }
  }
}
