package dev.trtcal.analysis.compare;

import dev.trtcal.BatchSource;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Hands out a source's samples, and lets a second reader have each batch once more while it still
 * lies where the first one was given it.
 */
final class TeedSource implements BatchSource {
  private final BatchSource source;
  private Map<String, MemorySegment> last = Map.of();
  private int samples;

  /**
   * @param source stays the caller's
   */
  TeedSource(BatchSource source) {
    this.source = source;
  }

  /** A source of which each fill is the last batch of this one. */
  BatchSource again() {
    return new BatchSource() {
      @Override
      public List<TensorSpec> samples() {
        return source.samples();
      }

      @Override
      public OptionalLong count() {
        return OptionalLong.empty();
      }

      @Override
      public int fill(Map<String, MemorySegment> buffers, int capacity) {
        if (capacity < samples) {
          throw new IllegalStateException(
              "a batch of " + samples + " samples is read again with room for " + capacity);
        }
        for (TensorSpec spec : source.samples()) {
          MemorySegment.copy(
              last.get(spec.name()), 0, buffers.get(spec.name()), 0, samples * spec.bytes());
        }
        return samples;
      }

      @Override
      public void rewind() {
        // It follows the first reader.
      }
    };
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
    samples = source.fill(buffers, capacity);
    last = buffers;
    return samples;
  }

  @Override
  public void rewind() {
    source.rewind();
  }
}
