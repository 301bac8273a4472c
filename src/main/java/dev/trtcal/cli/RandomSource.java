package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Samples of normally distributed float32 values for a network's only input; made as they are read.
 */
final class RandomSource implements BatchSource {
  private final Shape sample;
  private final int count;
  private int next;

  RandomSource(Shape sample, int count) {
    this.sample = sample;
    this.count = count;
  }

  @Override
  public List<TensorSpec> samples() {
    return List.of(new TensorSpec("", ElementType.FLOAT32, sample));
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    MemorySegment buffer = buffers.get("");
    int filled = Math.min(capacity, count - next);
    long elements = sample.elements();
    for (int i = 0; i < filled; i++) {
      Random random = new Random(next + i);
      for (long j = 0; j < elements; j++) {
        buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i * elements + j, (float) random.nextGaussian());
      }
    }
    next += filled;
    return filled;
  }

  @Override
  public void rewind() {
    next = 0;
  }
}
