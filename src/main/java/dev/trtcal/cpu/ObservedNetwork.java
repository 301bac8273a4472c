package dev.trtcal.cpu;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.WorkFolder;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.onnx.ObservableGraph;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A network whose tensors can be observed, all at once or some at a time: the same values either
 * way. ONNX Runtime optimises it once, with everything observed.
 */
final class ObservedNetwork {
  private final OrtRuntime runtime;
  private final OnnxModel model;
  private final ObservableGraph graph;
  private final int threads;

  private ObservedNetwork(OrtRuntime runtime, OnnxModel model, ObservableGraph graph, int threads) {
    this.runtime = runtime;
    this.model = model;
    this.graph = graph;
    this.threads = threads;
  }

  /**
   * Lets ONNX Runtime optimise a network.
   *
   * @param threads of ONNX Runtime, at least 1
   * @throws InvalidInputException when ONNX Runtime refuses it
   * @throws CalibrationFailedException {@code workfile.failed} when the temporary folder cannot
   *     take the optimised network
   */
  static ObservedNetwork of(
      OrtRuntime runtime, OnnxModel model, ObservedModel observed, int threads) {
    try (WorkFolder folder = WorkFolder.create()) {
      Path file = folder.path().resolve("optimized.onnx");
      optimize(runtime, model, observed.bytes(), threads, file);
      return new ObservedNetwork(
          runtime, model, ObservableGraph.read(file, observed.ordered()), threads);
    } catch (IOException e) {
      throw workFileFailed(e);
    }
  }

  /** ONNX Runtime says of a file that it cannot write what it says of a model that it refuses. */
  private static void optimize(
      OrtRuntime runtime, OnnxModel model, byte[] bytes, int threads, Path file) {
    try {
      Sessions.open(runtime, model, bytes, options(threads, Optional.of(file))).close();
    } catch (InvalidInputException e) {
      Sessions.open(runtime, model, bytes, options(threads, Optional.empty())).close();
      throw workFileFailed(e);
    }
  }

  private static OrtSession.Options options(int threads, Optional<Path> file) {
    return new OrtSession.Options(threads, OrtSession.Optimization.ALL, true, file);
  }

  private static CalibrationFailedException workFileFailed(Exception cause) {
    return new CalibrationFailedException(
        "workfile.failed",
        "the temporary folder "
            + System.getProperty("java.io.tmpdir")
            + " cannot hold the optimised network ("
            + cause.getMessage()
            + "); make room, or name another by JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
        cause);
  }

  /**
   * Opens the part that computes some outputs. Its threads leave the cores to the workers while
   * they wait.
   *
   * @param outputs indices of the {@link ObservedModel}'s outputs
   */
  ObservedSession open(List<Integer> outputs) {
    ObservableGraph.Part part = graph.part(outputs);
    OrtSession.Options options =
        new OrtSession.Options(threads, OrtSession.Optimization.NOTHING, false, Optional.empty());
    return new ObservedSession(
        Sessions.open(runtime, model, part.bytes(), options), part.positions());
  }
}
