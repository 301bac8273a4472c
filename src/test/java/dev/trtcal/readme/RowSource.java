package dev.trtcal.readme;

// README
import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Rows of any origin, a float[] a sample: Parquet, JDBC, a queue. */
record RowSource(Shape shape, Iterator<float[]> rows) implements BatchSource {
  @Override
  public List<TensorSpec> samples() {
    return List.of(new TensorSpec("", ElementType.FLOAT32, shape)); // "": the only input
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty(); // known when it is over
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int written = 0;
    for (; written < capacity && rows.hasNext(); written++) {
      MemorySegment row = MemorySegment.ofArray(rows.next());
      MemorySegment.copy(row, 0, buffers.get(""), written * row.byteSize(), row.byteSize());
    }
    return written; // a failure is thrown, never answered with 0
  }

  @Override
  public void rewind() {
    throw new UnsupportedOperationException("these rows come once");
  }
}

// README
