package dev.trtcal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where calibration data come from: samples in a fixed order, handed out batch by batch into memory
 * that the engine owns.
 *
 * <p>An engine calls {@link #samples()}, then {@link #fill} until it answers 0, all from one thread
 * at a time; it may {@link #rewind} and go again. A source may decode on threads of its own, but
 * the content and order of its batches must not depend on how many. Whoever made the source closes
 * it.
 */
public interface BatchSource extends AutoCloseable {

  /**
   * One entry per network input that this source feeds: its name, element type and the shape of ONE
   * sample, without the batch axis. An empty name stands for the network's only input.
   */
  List<TensorSpec> samples();

  /** How many samples there are, where the source knows before reading them. */
  OptionalLong count();

  /**
   * Writes the next samples, in order.
   *
   * @param buffers for each name of {@link #samples()}, native memory of at least {@code capacity}
   *     samples, row-major, sample after sample, in the machine's byte order; owned by the engine
   *     and not to be kept after the call
   * @param capacity the most samples to write, at least 1
   * @return samples written: {@code capacity}, fewer only at the end of the data, 0 when there are
   *     none left
   * @throws TrtcalException when the data cannot be read; the failure must never be answered with
   *     0, which means "no more data"
   */
  int fill(Map<String, MemorySegment> buffers, int capacity);

  /**
   * Starts again at the first sample; the second pass hands out the same bytes as the first.
   *
   * @throws UnsupportedOperationException when the data can be read only once
   */
  void rewind();

  /** What was skipped so far, in the order met; empty when everything could be read. */
  default List<SkippedInput> skipped() {
    return List.of();
  }

  /**
   * What the user should know of how the data are handed out, such as a conversion; one sentence
   * each.
   */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Names the origin of a sample, for messages.
   *
   * @param sample index from 0 in the order handed out; only samples already handed out need an
   *     answer
   */
  default String origin(long sample) {
    return "sample " + sample;
  }

  /**
   * What the source reads, where it can tell; may read every file once to hash it, and gives the
   * same answer before, between and after passes.
   *
   * @throws InvalidInputException when a file cannot be read
   */
  default Optional<DataDescription> description() {
    return Optional.empty();
  }

  /** Frees what the source holds; a second call does nothing. */
  @Override
  default void close() {}
}
