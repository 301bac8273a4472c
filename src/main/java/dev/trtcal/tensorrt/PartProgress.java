package dev.trtcal.tensorrt;

import dev.trtcal.ProgressListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells a {@link ProgressListener} of TensorRT's phases. */
final class PartProgress implements BuildMonitor {
  private final ProgressListener progress;
  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  private record Part(String of, int steps) {}

  PartProgress(ProgressListener progress) {
    this.progress = progress;
  }

  @Override
  public void phaseStart(String phase, Optional<String> parent, int steps) {
    Part part = new Part(parent.orElse(""), Math.max(1, steps));
    parts.put(phase, part);
    progress.part(phase, part.of(), 0, part.steps());
  }

  /** The last step is told when the phase is over, which it is in any case then. */
  @Override
  public boolean stepComplete(String phase, int step) {
    Part part = parts.get(phase);
    if (part != null && step + 1 < part.steps()) {
      progress.part(phase, part.of(), step + 1L, part.steps());
    }
    return true;
  }

  @Override
  public void phaseFinish(String phase) {
    Part part = parts.remove(phase);
    if (part != null) {
      progress.part(phase, part.of(), part.steps(), part.steps());
    }
  }
}
