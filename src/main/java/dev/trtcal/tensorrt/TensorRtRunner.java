package dev.trtcal.tensorrt;

import dev.trtcal.Component;
import dev.trtcal.EngineRunner;
import java.util.List;

/** Builds and runs TensorRT's engines for the analyses. Stateless. */
public final class TensorRtRunner implements EngineRunner {
  /** Found by {@link java.util.ServiceLoader}. */
  public TensorRtRunner() {}

  @Override
  public List<Component> components() {
    return new TensorRtEngine().components();
  }

  @Override
  public Session open() {
    return new EngineSession();
  }
}
