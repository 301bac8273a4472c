package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A source's samples twice: first stretched, then as they are. Or, without a stretch, once. */
final class Stretched implements BatchSource {
  private final BatchSource source;
  private final Optional<Stretch> stretch;
  private final TensorSpec input;
  private boolean asTheyAre;
  private int handedOut;
  private int stretched;

  /**
   * @param source to be closed by the caller; of one float32 input where there is a stretch
   */
  Stretched(BatchSource source, Optional<Stretch> stretch) {
    this.source = source;
    this.stretch = stretch;
    input = source.samples().get(0);
    asTheyAre = stretch.isEmpty();
  }

  @Override
  public List<TensorSpec> samples() {
    return source.samples();
  }

  @Override
  public OptionalLong count() {
    OptionalLong once = source.count();
    return stretch.isPresent() && once.isPresent() ? OptionalLong.of(2 * once.getAsLong()) : once;
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    if (asTheyAre) {
      return source.fill(buffers, capacity);
    }
    MemorySegment target = buffers.get(input.name());
    int n = source.fill(buffers, capacity);
    stretch.orElseThrow().apply(target, n * input.shape().elements());
    handedOut += n;
    if (n == capacity) {
      return n;
    }
    asTheyAre = true;
    stretched = handedOut;
    source.rewind();
    Map<String, MemorySegment> rest =
        Map.of(input.name(), target.asSlice(n * input.bytes(), (capacity - n) * input.bytes()));
    return n + source.fill(rest, capacity - n);
  }

  @Override
  public void rewind() {
    source.rewind();
    asTheyAre = stretch.isEmpty();
    handedOut = 0;
  }

  /** Index in the source of a sample that was handed out. */
  int original(int sample) {
    return asTheyAre && sample >= stretched ? sample - stretched : sample;
  }
}
