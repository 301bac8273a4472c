package dev.trtcal.tensorrt;

import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongFunction;

/**
 * Finds NaN and infinity in data before TensorRT sees them: it would count a NaN as 0 and make an
 * infinite scale of an infinity, both in silence.
 */
final class FiniteCheck {
  private static final int FLOAT_MAGNITUDE = 0x7fffffff;
  private static final int FLOAT_INFINITY = 0x7f800000;
  private static final int HALF_MAGNITUDE = 0x7fff;
  private static final int HALF_INFINITY = 0x7c00;

  private FiniteCheck() {}

  /**
   * Checks one input's batch.
   *
   * @param input the input with a whole batch's shape
   * @param samples in the batch
   * @param data of exactly that size
   * @param origin names the file of the n-th sample of the batch
   * @throws InvalidInputException that names the input and the file of the first such value
   */
  static void check(
      TensorSpec input, int samples, MemorySegment data, LongFunction<String> origin) {
    long elements = input.shape().elements();
    long bad =
        switch (input.type()) {
          case FLOAT32 -> firstFloat(data, elements);
          case FLOAT16 -> firstHalf(data, elements);
          default -> -1;
        };
    if (bad >= 0) {
      long sample = bad / (elements / samples);
      throw new InvalidInputException(
          "data.notfinite",
          "input "
              + input.name()
              + ": "
              + origin.apply(sample)
              + " has a NaN or an infinity in its data; repair the file or leave it out");
    }
  }

  private static long firstFloat(MemorySegment data, long elements) {
    int worst = 0;
    for (long i = 0; i < elements; i++) {
      worst = Math.max(worst, data.getAtIndex(ValueLayout.JAVA_INT, i) & FLOAT_MAGNITUDE);
    }
    long first = 0;
    if (worst < FLOAT_INFINITY) {
      return -1;
    }
    while ((data.getAtIndex(ValueLayout.JAVA_INT, first) & FLOAT_MAGNITUDE) < FLOAT_INFINITY) {
      first++;
    }
    return first;
  }

  private static long firstHalf(MemorySegment data, long elements) {
    for (long i = 0; i < elements; i++) {
      if ((data.getAtIndex(ValueLayout.JAVA_SHORT, i) & HALF_MAGNITUDE) >= HALF_INFINITY) {
        return i;
      }
    }
    return -1;
  }
}
