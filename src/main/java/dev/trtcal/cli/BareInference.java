package dev.trtcal.cli;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The network as it stands, with nothing observed: what the CPU engine's own work is measured
 * against. One thread at a time.
 */
final class BareInference implements AutoCloseable {
  private static final int FLOAT = 1;

  private final BatchLayout layout;
  private final NetworkRunner.Network network;
  private final NetworkRunner.Feed feed;

  /** Looks at the values of one of the network's float32 outputs, which are not to be kept. */
  interface Visitor {
    void visit(String output, FloatBuffer values);
  }

  /**
   * Opens a network.
   *
   * @param source what {@link #run} reads; stays the caller's
   * @param batch samples a batch, as in {@link BatchLayout#fit}
   * @param threads of its operators, at least 1
   * @throws InvalidInputException when the model is refused
   */
  BareInference(Path file, BatchSource source, OptionalInt batch, int threads) {
    OnnxModel model = OnnxModel.read(file);
    layout = BatchLayout.fit(model.inputs(), source.samples(), batch);
    NetworkRunner runner = NetworkRunner.find();
    network = runner.open(model.bytes(), file, threads);
    feed = runner.feed(source, layout);
  }

  /**
   * Shows the network what is left of the source; as calibration does, without a last batch that is
   * not whole where the network's batch is fixed.
   *
   * @return samples shown
   */
  long run(Visitor visitor) {
    List<NetworkRunner.Output> outputs = network.outputs();
    long samples = 0;
    for (int n = feed.next(); n > 0; n = feed.next()) {
      if (n < layout.batchSize() && layout.fixed()) {
        break;
      }
      try (NetworkRunner.Values values = network.run(feed, Map.of())) {
        for (int i = 0; i < outputs.size(); i++) {
          if (outputs.get(i).elementType() == FLOAT) {
            visitor.visit(outputs.get(i).name(), values.floats(i));
          }
        }
      }
      samples += n;
    }
    return samples;
  }

  @Override
  public void close() {
    feed.close();
    network.close();
  }
}
