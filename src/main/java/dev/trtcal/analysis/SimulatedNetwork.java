package dev.trtcal.analysis;

import dev.trtcal.NetworkRunner;
import dev.trtcal.onnx.SimulatedModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A simulation that is open. It computes several settings of one batch at once, a thread each:
 * small networks gain far more by that than by threads that share each operator.
 */
public final class SimulatedNetwork implements AutoCloseable {
  private final SimulatedModel model;
  private final NetworkRunner.Network network;
  private final Optional<Switches> weights;
  private final int output;
  private final ForkJoinPool workers;

  /**
   * @param weights whose products are built in; empty when they are switched as the tensors are
   * @param output index of the output that is compared
   * @param workers shut down by their owner
   */
  SimulatedNetwork(
      SimulatedModel model,
      NetworkRunner.Network network,
      Optional<Switches> weights,
      int output,
      ForkJoinPool workers) {
    this.model = model;
    this.network = network;
    this.weights = weights;
    this.output = output;
    this.workers = workers;
  }

  /** Whether it can compute a setting: weights that are built in must be the setting's. */
  public boolean computes(Switches settings) {
    return weights.isEmpty() || weights.get().hasWeightsOf(settings);
  }

  /** Computes the current batch; returns the compared output's values, a new array. */
  public float[] run(NetworkRunner.Feed feed, Switches settings) {
    if (!computes(settings)) {
      throw new IllegalArgumentException("the network was opened for other weights");
    }
    try (NetworkRunner.Values values =
        network.run(feed, Map.of(model.switchInput(), settings.buffer()))) {
      FloatBuffer floats = values.floats(output);
      float[] copy = new float[floats.remaining()];
      floats.get(copy);
      return copy;
    }
  }

  /** The same for several settings; the answers in their order. */
  public List<float[]> run(NetworkRunner.Feed feed, List<Switches> settings) {
    float[][] answers = new float[settings.size()][];
    try {
      workers
          .submit(
              () ->
                  IntStream.range(0, answers.length)
                      .parallel()
                      .forEach(i -> answers[i] = run(feed, settings.get(i))))
          .join();
    } finally {
      // When one fails the others may still read the batch, which must not move meanwhile.
      workers.awaitQuiescence(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    return List.of(answers);
  }

  /** Frees the network; a second call does nothing. */
  @Override
  public void close() {
    network.close();
  }
}
