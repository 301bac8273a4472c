package dev.trtcal.analysis;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.SimulatedModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;

/**
 * An INT8 engine simulated on the CPU: one open network that serves every cache and every choice of
 * layers, since scales and switches are fed to it. What it computes of a batch does not depend on
 * the number of threads. To be called by one thread at a time.
 */
public final class Simulation implements AutoCloseable {
  /** ONNX's number of float32. */
  private static final int FLOAT = 1;

  /** Settings computed at once, at most: each takes a batch's activations. */
  private static final int MOST_WORKERS = 4;

  private final NetworkRunner runner;
  private final SimulatedModel model;
  private final int threads;
  private final ForkJoinPool workers;
  private final int threadsEach;
  private final SimulatedNetwork network;
  private final int output;

  private Simulation(NetworkRunner runner, SimulatedModel model, int threads) {
    this.runner = runner;
    this.model = model;
    this.threads = threads;
    int parallel = Math.min(threads, MOST_WORKERS);
    threadsEach = threads / parallel;
    NetworkRunner.Network opened =
        runner.open(model.simulation(false), model.model().file(), threadsEach);
    output = firstOfFloats(opened);
    workers = new ForkJoinPool(parallel);
    network = new SimulatedNetwork(model, opened, Optional.empty(), output, workers);
  }

  private int firstOfFloats(NetworkRunner.Network opened) {
    for (int i = 0; i < opened.outputs().size(); i++) {
      if (opened.outputs().get(i).elementType() == FLOAT) {
        return i;
      }
    }
    opened.close();
    throw new InvalidInputException(
        "simulation.output",
        model.model().file() + ": no output is float32, so there is nothing to compare");
  }

  /**
   * Opens a model's simulation.
   *
   * @param threads of the runtime, at least 1; default: one a core
   * @throws InvalidInputException when the model cannot be read or simulated
   * @throws UsageException {@code threads.invalid} when there is to be no thread
   * @throws MissingEnvironmentException when nothing here can run a network
   */
  public static Simulation open(Path file, OptionalInt threads) {
    OnnxModel model = OnnxModel.read(file);
    NetworkRunner runner = NetworkRunner.find();
    int count = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (count < 1) {
      throw new UsageException("threads.invalid", "threads " + count + ": must be at least 1");
    }
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

  /** The network for all settings; open as long as this is. */
  public SimulatedNetwork network() {
    return network;
  }

  /**
   * A network for those settings alone that quantize the same products' weights, which it runs
   * faster; to be closed by the caller, before this.
   */
  public SimulatedNetwork openFor(Switches settings) {
    NetworkRunner.Network opened =
        runner.open(
            model.simulation(settings::quantizesWeights), model.model().file(), threadsEach);
    return new SimulatedNetwork(model, opened, Optional.of(settings), output, workers);
  }

  /** Computes the current batch; returns the compared output's values, a new array. */
  public float[] run(NetworkRunner.Feed feed, Switches switches) {
    return network.run(feed, switches);
  }

  /** The inputs by which a simulation is switched. */
  public Map<String, FloatBuffer> inputs(Switches switches) {
    return Map.of(model.switchInput(), switches.buffer());
  }

  /** Frees the network and ends its threads; a second call does nothing. */
  @Override
  public void close() {
    network.close();
    workers.shutdown();
  }
}
