package dev.trtcal.cpu;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Samples of the only input, from an array. */
class InMemorySource implements BatchSource {
  private final float[] values;
  private final Shape sample;
  private final int count;
  private int next;

  InMemorySource(Shape sample, float... values) {
    this.sample = sample;
    this.values = values;
    count = (int) (values.length / sample.elements());
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
    int n = Math.min(capacity, count - next);
    int size = (int) sample.elements();
    MemorySegment.copy(values, next * size, buffers.get(""), ValueLayout.JAVA_FLOAT, 0, n * size);
    next += n;
    return n;
  }

  @Override
  public void rewind() {
    next = 0;
  }

  @Override
  public String origin(long sample) {
    return "file" + sample + ".png";
  }
}
