package dev.trtcal.tensorrt;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Samples of 12 floats, all elements of a sample equal. Tests override what is to go wrong. */
class ArraySource implements BatchSource {
  private static final Shape SAMPLE = Shape.of(3, 4);

  final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  final List<SkippedInput> skipped = new ArrayList<>();
  private final Shape sample;
  private final float[] values;
  private int next;

  ArraySource(float... values) {
    this(SAMPLE, values);
  }

  private ArraySource(Shape sample, float... values) {
    this.sample = sample;
    this.values = values.clone();
  }

  /** Zeros of another shape. */
  static ArraySource shaped(Shape sample, int samples) {
    return new ArraySource(sample, new float[samples]);
  }

  /** 1, 2, 3, ... */
  static ArraySource counting(int samples) {
    float[] values = new float[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = i + 1;
    }
    return new ArraySource(values);
  }

  @Override
  public List<TensorSpec> samples() {
    return List.of(new TensorSpec("", ElementType.FLOAT32, sample));
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(values.length);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    threads.add(Thread.currentThread());
    MemorySegment buffer = buffers.get("");
    int filled = 0;
    while (filled < capacity && next < values.length) {
      for (long i = 0; i < sample.elements(); i++) {
        buffer.setAtIndex(ValueLayout.JAVA_FLOAT, filled * sample.elements() + i, values[next]);
      }
      filled++;
      next++;
    }
    return filled;
  }

  @Override
  public void rewind() {
    next = 0;
  }

  @Override
  public List<SkippedInput> skipped() {
    return List.copyOf(skipped);
  }

  @Override
  public String origin(long sample) {
    return "image" + sample + ".png";
  }

  @Override
  public String toString() {
    return "folder pictures";
  }
}
