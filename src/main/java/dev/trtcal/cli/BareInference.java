package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import dev.trtcal.onnx.OnnxModel;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The network as it stands, in ONNX Runtime, with nothing observed: what the engine's own work is
 * measured against. One thread at a time.
 */
public final class BareInference implements AutoCloseable {
  private static final int FLOAT = 1;

  private final OrtSession session;
  private final BatchLayout layout;
  private final BatchFeed feed;

  /** Looks at the values of one of the network's float32 outputs, which are not to be kept. */
  public interface Visitor {
    void visit(String output, FloatBuffer values);
  }

  /**
   * Opens a network.
   *
   * @param source what {@link #run} reads; stays the caller's
   * @param batch samples a batch, as in {@link BatchLayout#fit}
   * @param threads of ONNX Runtime, at least 1
   * @throws InvalidInputException when ONNX Runtime refuses the model
   */
  public BareInference(Path file, BatchSource source, OptionalInt batch, int threads) {
    OnnxModel model = OnnxModel.read(file);
    layout = BatchLayout.fit(model.inputs(), source.samples(), batch);
    OrtRuntime runtime = OrtRuntime.load();
    session =
        Sessions.open(
            runtime,
            model,
            model.bytes(),
            new OrtSession.Options(threads, OrtSession.Optimization.ALL));
    feed = new BatchFeed(runtime, session, source, layout);
  }

  /**
   * Shows the network what is left of the source; as calibration does, without a last batch that is
   * not whole where the network's batch is fixed.
   *
   * @return samples shown
   */
  public long run(Visitor visitor) {
    List<OrtTensorInfo> infos = session.outputs();
    long samples = 0;
    for (int n = feed.next(); n > 0; n = feed.next()) {
      if (n < layout.batchSize() && layout.fixed()) {
        break;
      }
      try (OrtOutputs outputs = session.run(feed.tensors(n))) {
        for (int i = 0; i < infos.size(); i++) {
          if (infos.get(i).elementType() == FLOAT) {
            for (MemorySegment piece : FloatPieces.of(outputs.data(i, Float.BYTES))) {
              visitor.visit(infos.get(i).name(), FloatPieces.buffer(piece));
            }
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
    session.close();
  }
}
