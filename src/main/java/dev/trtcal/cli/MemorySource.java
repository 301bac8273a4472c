package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * All samples of another source, read once and kept in memory, so that a benchmark measures the
 * network and not the disk or a decoder. For sets that fit.
 */
final class MemorySource implements BatchSource {
  private static final int CHUNK = 64;

  private final List<TensorSpec> samples;
  private final Arena arena = Arena.ofShared();
  private final List<Chunk> chunks = new ArrayList<>();
  private final BatchSource origins;
  private long count;
  private long next;

  private record Chunk(Map<String, MemorySegment> data, int samples) {}

  /**
   * Reads everything.
   *
   * @param source stays the caller's to close, after this one
   */
  MemorySource(BatchSource source) {
    origins = source;
    samples = source.samples();
    int filled;
    do {
      Map<String, MemorySegment> data = new HashMap<>();
      for (TensorSpec sample : samples) {
        data.put(sample.name(), arena.allocate(Math.max(1, sample.bytes() * CHUNK), 64));
      }
      filled = source.fill(data, CHUNK);
      chunks.add(new Chunk(data, filled));
      count += filled;
    } while (filled == CHUNK);
  }

  @Override
  public List<TensorSpec> samples() {
    return samples;
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int filled = 0;
    while (filled < capacity && next < count) {
      Chunk chunk = chunks.get(Math.toIntExact(next / CHUNK));
      int from = (int) (next % CHUNK);
      int n = Math.min(capacity - filled, chunk.samples - from);
      for (TensorSpec sample : samples) {
        long bytes = sample.bytes();
        MemorySegment.copy(
            chunk.data.get(sample.name()),
            from * bytes,
            buffers.get(sample.name()),
            filled * bytes,
            n * bytes);
      }
      filled += n;
      next += n;
    }
    return filled;
  }

  @Override
  public void rewind() {
    next = 0;
  }

  @Override
  public String origin(long sample) {
    return origins.origin(sample);
  }

  @Override
  public void close() {
    arena.close();
  }
}
