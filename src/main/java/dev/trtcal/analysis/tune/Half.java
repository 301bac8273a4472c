package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One half of a source's samples: of every two in a row one, which of them a seed decides, so that
 * both halves have a share of every class even where the samples are sorted.
 */
final class Half implements BatchSource {
  private static final int ROWS = 16;

  private final BatchSource source;
  private final long seed;
  private final boolean second;
  private final Arena arena = Arena.ofShared();
  private final Map<String, MemorySegment> rows = new HashMap<>();
  private final List<Long> originals = new ArrayList<>();
  private Random random;
  private boolean firstOfPair;
  private long next;
  private int mine;
  private int row;
  private int filled;
  private boolean closed;

  /**
   * @param second the other half
   */
  Half(BatchSource source, long seed, boolean second) {
    this.source = source;
    this.seed = seed;
    this.second = second;
    for (TensorSpec spec : source.samples()) {
      rows.put(spec.name(), arena.allocate(Math.max(1, spec.bytes() * ROWS), 64));
    }
    random = new Random(seed);
  }

  @Override
  public List<TensorSpec> samples() {
    return source.samples();
  }

  @Override
  public OptionalLong count() {
    return source.count().isPresent()
        ? OptionalLong.of(source.count().getAsLong() / 2)
        : OptionalLong.empty();
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int written = 0;
    while (written < capacity) {
      if (row == filled) {
        filled = source.fill(rows, ROWS);
        row = 0;
        if (filled == 0) {
          break;
        }
      }
      if (isMine()) {
        for (TensorSpec spec : source.samples()) {
          long size = spec.bytes();
          MemorySegment.copy(
              rows.get(spec.name()), row * size, buffers.get(spec.name()), written * size, size);
        }
        written++;
        if (mine++ == originals.size()) {
          originals.add(next - 1);
        }
      }
      row++;
    }
    return written;
  }

  private boolean isMine() {
    if (next++ % 2 == 0) {
      firstOfPair = random.nextBoolean();
      return firstOfPair != second;
    }
    return firstOfPair == second;
  }

  @Override
  public void rewind() {
    source.rewind();
    random = new Random(seed);
    mine = 0;
    next = 0;
    row = 0;
    filled = 0;
  }

  /**
   * Index in the whole source of a sample that this half has handed out, in this pass or before.
   */
  long original(int sample) {
    return originals.get(sample);
  }

  /** Frees its own memory; the source stays open. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
