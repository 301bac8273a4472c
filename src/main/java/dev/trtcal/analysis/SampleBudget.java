package dev.trtcal.analysis;

import dev.trtcal.BatchLayout;
import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import java.util.OptionalInt;

/**
 * How many samples an analysis takes at once and in all, so that memory stays bounded and a network
 * of any size is done in a time worth waiting for.
 *
 * @param sampleFloats activations that one sample makes, in floats
 */
public record SampleBudget(long sampleFloats) {
  /** Observed activations of a batch. */
  private static final long MOST_BYTES = 256L << 20;

  /** Activations whose computing is worth waiting for where tensors are ranked, in floats. */
  private static final long RANKED_FLOATS = 64L << 20;

  /** Activations whose computing is worth waiting for while settings are tried, in floats. */
  private static final long TRIED_FLOATS = 512L << 20;

  /** The most settings that are tried, and the fewest. */
  private static final int MOST_TRIALS = 160;

  private static final int FEWEST_TRIALS = 32;

  /** The most samples on which tensors are ranked, and the fewest; more change little. */
  private static final int MOST_RANKED = 128;

  private static final int FEWEST_RANKED = 16;

  /** Of a network that hands out all its activations. */
  public static SampleBudget of(NetworkRunner.Network observed) {
    long floats = 0;
    for (NetworkRunner.Output value : observed.outputs()) {
      Shape shape = value.shape();
      long elements = 1;
      for (int axis = 1; axis < shape.rank(); axis++) {
        elements *= Math.max(1, shape.dim(axis));
      }
      floats += elements;
    }
    return new SampleBudget(Math.max(1, floats));
  }

  /**
   * Samples a batch.
   *
   * @param wanted by the user
   * @return empty where the network's own batch is fixed
   */
  public OptionalInt batch(OptionalInt wanted, Simulation simulation) {
    if (wanted.isPresent() || simulation.hasFixedBatch()) {
      return wanted;
    }
    long fitting = MOST_BYTES / (sampleFloats * Float.BYTES);
    return OptionalInt.of((int) Math.max(1, Math.min(BatchLayout.DEFAULT_BATCH, fitting)));
  }

  /** Settings that a search tries on all its samples. */
  public int trials() {
    return (int) Math.max(FEWEST_TRIALS, Math.min(MOST_TRIALS, TRIED_FLOATS / sampleFloats));
  }

  /** Samples on which tensors are ranked by what they do to the output. */
  public long ranking() {
    return Math.max(FEWEST_RANKED, Math.min(MOST_RANKED, RANKED_FLOATS / sampleFloats));
  }
}
