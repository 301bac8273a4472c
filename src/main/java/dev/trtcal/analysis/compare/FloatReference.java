package dev.trtcal.analysis.compare;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedTensor;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The FP32 values of a network's tensors, from ONNX Runtime, batch by batch. TensorRT 10.6 builds
 * no FP32 engine that shows many tensors inside it ("isDebug for … is listed more than once"), and
 * what it fails to build damages its heap; its INT8 engines do show them.
 */
final class FloatReference implements AutoCloseable {
  private final Simulation simulation;
  private final NetworkRunner.Network network;
  private final NetworkRunner.Feed feed;

  /**
   * @param source handed over a batch for each {@link #show}
   * @param layout of the engines' batches
   */
  FloatReference(Simulation simulation, BatchSource source, BatchLayout layout) {
    this.simulation = simulation;
    network = simulation.openObserved();
    try {
      feed = simulation.feed(source, OptionalInt.of(layout.batchSize()));
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Computes the source's next batch and shows the tensors that are wanted. */
  void show(Set<String> wanted, EngineRunner.Observer observer) {
    feed.next();
    List<SimulatedTensor> tensors = simulation.model().tensors();
    try (NetworkRunner.Values values =
        network.run(feed, simulation.inputs(Switches.fp32(simulation.model())))) {
      int own = network.outputs().size() - tensors.size();
      for (int i = 0; i < tensors.size(); i++) {
        String name = tensors.get(i).name();
        if (wanted.contains(name)) {
          observer.tensor(name, values.floats(own + i));
        }
      }
    }
  }

  @Override
  public void close() {
    feed.close();
    network.close();
  }
}
