package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Component;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import java.nio.file.Path;
import java.util.List;

/** Runs networks in ONNX Runtime. Stateless. */
public final class OrtNetworkRunner implements NetworkRunner {
  /** Found by {@link java.util.ServiceLoader}. */
  public OrtNetworkRunner() {}

  @Override
  public List<Component> components() {
    return List.of(OrtRuntime.component());
  }

  @Override
  public Network open(byte[] model, Path origin, int threads) {
    OrtRuntime runtime = OrtRuntime.load();
    OrtSession.Options options = new OrtSession.Options(threads, OrtSession.Optimization.ALL);
    try {
      return new OrtNetwork(
          runtime, new OrtSession(runtime, model, origin.toAbsolutePath().getParent(), options));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(e.code(), origin + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Feed feed(BatchSource source, BatchLayout layout) {
    return new OrtFeed(source, layout);
  }
}
