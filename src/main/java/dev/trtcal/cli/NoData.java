package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** No samples, of the shapes that a network wants: for runs that need no data. */
final class NoData implements BatchSource {
  private final List<TensorSpec> samples;

  /**
   * @param inputs the network's, batch axis first
   * @throws UsageException {@code data.shapes} when a sample's shape is left open
   */
  NoData(List<TensorSpec> inputs) {
    List<TensorSpec> samples = new ArrayList<>();
    for (TensorSpec input : inputs) {
      Shape shape = input.shape().rank() == 0 ? input.shape() : input.shape().dropFirst();
      if (shape.isDynamic()) {
        throw new UsageException(
            "data.shapes",
            "input "
                + input
                + ": without data its size is not known; give --shapes "
                + input.name()
                + ":SHAPE, or the data");
      }
      samples.add(new TensorSpec(input.name(), input.type(), shape));
    }
    this.samples = List.copyOf(samples);
  }

  @Override
  public List<TensorSpec> samples() {
    return samples;
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(0);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    return 0;
  }

  @Override
  public void rewind() {}

  @Override
  public String toString() {
    return "nowhere, for neither --images nor --tensors is given";
  }
}
