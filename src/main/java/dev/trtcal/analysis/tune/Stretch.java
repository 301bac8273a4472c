package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.TensorSpec;
import dev.trtcal.analysis.Interrupts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What brings data that use little of their input's range, such as underexposed images, to the
 * whole of it: x becomes x · gain + shift.
 *
 * @param used part of the range that the data use, 0 to 1
 */
record Stretch(float gain, float shift, double used) {
  /** Data that use as much of the range as this are left as they are. */
  private static final double ENOUGH = 0.8;

  private static final int ROWS = 16;

  /**
   * Looks at all data.
   *
   * @param source of one float32 input, else nothing is stretched; read to its end and rewound
   */
  static Optional<Stretch> of(BatchSource source, InputRange range) {
    List<TensorSpec> inputs = source.samples();
    if (inputs.size() != 1 || inputs.get(0).type() != ElementType.FLOAT32) {
      return Optional.empty();
    }
    TensorSpec input = inputs.get(0);
    float least = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment rows = arena.allocate(Math.max(1, input.bytes() * ROWS), 64);
      Map<String, MemorySegment> buffers = Map.of(input.name(), rows);
      for (int n = source.fill(buffers, ROWS); n > 0; n = source.fill(buffers, ROWS)) {
        Interrupts.check("the search");
        for (long i = 0; i < n * input.shape().elements(); i++) {
          float value = rows.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          least = Math.min(least, value);
          largest = Math.max(largest, value);
        }
      }
    }
    source.rewind();
    float width = range.largest() - range.least();
    double used = (largest - least) / (double) width;
    if (!(used > 0 && used < ENOUGH)) {
      return Optional.empty();
    }
    float gain = width / (largest - least);
    return Optional.of(new Stretch(gain, range.least() - least * gain, used));
  }

  /** Stretches samples in place. */
  void apply(MemorySegment samples, long floats) {
    for (long i = 0; i < floats; i++) {
      float value = samples.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      samples.setAtIndex(ValueLayout.JAVA_FLOAT, i, value * gain + shift);
    }
  }
}
