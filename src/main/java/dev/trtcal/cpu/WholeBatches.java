package dev.trtcal.cpu;

import dev.trtcal.BatchSource;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A source of which only full batches are handed out; what is left of it is counted. */
final class WholeBatches implements BatchSource {
  private final BatchSource source;
  private int left;

  WholeBatches(BatchSource source) {
    this.source = source;
  }

  /** Samples at the end that make no full batch. */
  int left() {
    return left;
  }

  @Override
  public List<TensorSpec> samples() {
    return source.samples();
  }

  @Override
  public OptionalLong count() {
    return source.count();
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int filled = source.fill(buffers, capacity);
    if (filled == capacity) {
      return filled;
    }
    left = filled;
    return 0;
  }

  @Override
  public void rewind() {
    source.rewind();
  }

  @Override
  public String origin(long sample) {
    return source.origin(sample);
  }
}
