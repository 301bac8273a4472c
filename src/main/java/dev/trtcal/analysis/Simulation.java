package dev.trtcal.analysis;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.SimulatedModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An INT8 engine simulated on the CPU: one open network that serves every cache and every choice of
 * layers, since scales and switches are fed to it. What it computes of a batch does not depend on
 * the number of threads. One thread at a time.
 */
public final class Simulation implements AutoCloseable {
  /** ONNX's number of float32. */
  private static final int FLOAT = 1;

  private final NetworkRunner runner;
  private final SimulatedModel model;
  private final int threads;
  private final NetworkRunner.Network network;
  private final int output;

  private Simulation(NetworkRunner runner, SimulatedModel model, int threads) {
    this.runner = runner;
    this.model = model;
    this.threads = threads;
    network = runner.open(model.simulation(false), model.model().file(), threads);
    int first = -1;
    for (int i = 0; i < network.outputs().size() && first < 0; i++) {
      first = network.outputs().get(i).elementType() == FLOAT ? i : -1;
    }
    if (first < 0) {
      network.close();
      throw new InvalidInputException(
          "simulation.output",
          model.model().file() + ": no output is float32, so there is nothing to compare");
    }
    output = first;
  }

  /**
   * Opens a model's simulation.
   *
   * @param threads of the runtime, at least 1; default: one a core
   * @throws InvalidInputException when the model cannot be read or simulated
   * @throws MissingEnvironmentException when nothing here can run a network
   */
  public static Simulation open(Path file, OptionalInt threads) {
    OnnxModel model = OnnxModel.read(file);
    NetworkRunner runner = NetworkRunner.find();
    int count = threads.orElse(Runtime.getRuntime().availableProcessors());
    return new Simulation(runner, SimulatedModel.of(model, ValueTypes.of(runner, model)), count);
  }

  /** What is simulated. */
  public SimulatedModel model() {
    return model;
  }

  /** Index of the network's output that is compared: the first of float32. */
  public int output() {
    return output;
  }

  /** Whether the network takes batches of one size only. */
  public boolean hasFixedBatch() {
    return model.model().inputs().stream()
        .anyMatch(input -> input.shape().rank() > 0 && input.shape().dim(0) != Shape.DYNAMIC);
  }

  /**
   * Opens memory for a source's batches.
   *
   * @param batch samples a batch; the network's own where it is fixed
   */
  public NetworkRunner.Feed feed(BatchSource source, OptionalInt batch) {
    return runner.feed(source, BatchLayout.fit(model.model().inputs(), source.samples(), batch));
  }

  /** The network with every kept tensor as an output behind its own; to be closed by the caller. */
  public NetworkRunner.Network openObserved() {
    return runner.open(model.simulation(true), model.model().file(), threads);
  }

  /** As {@link SimulatedModel#layersAlone()}; to be closed by the caller. */
  public NetworkRunner.Network openLayersAlone() {
    return runner.open(model.layersAlone(), model.model().file(), threads);
  }

  /** Computes the current batch; returns the compared output's values, a new array. */
  public float[] run(NetworkRunner.Feed feed, Switches switches) {
    try (NetworkRunner.Values values = network.run(feed, inputs(switches))) {
      FloatBuffer floats = values.floats(output);
      float[] copy = new float[floats.remaining()];
      floats.get(copy);
      return copy;
    }
  }

  /** The inputs by which a simulation is switched. */
  public Map<String, FloatBuffer> inputs(Switches switches) {
    return Map.of(model.switchInput(), switches.buffer());
  }

  /** Frees the network; a second call does nothing. */
  @Override
  public void close() {
    network.close();
  }
}
