package dev.trtcal.tensorrt;

import dev.trtcal.Shape;
import dev.trtcal.ffi.shim.ShimConfig;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sizes that dynamic inputs may have, and the one to tune for. */
public final class OptimizationProfile implements AutoCloseable {
  private final Handle handle;
  private final Map<String, Shape> opt = new HashMap<>();

  OptimizationProfile(Handle handle) {
    this.handle = handle;
  }

  /**
   * Sets the shapes of one input, batch axis included.
   *
   * @param opt the shape to tune for. Calibration runs in it: its batch must be the calibrator's
   */
  public void set(String input, Shape min, Shape opt, Shape max) {
    ShimConfig.setProfile(handle.segment(), input, min, opt, max);
    this.opt.put(input, opt);
  }

  /** The shape that this profile tunes an input for. */
  Optional<Shape> opt(String input) {
    return Optional.ofNullable(opt.get(input));
  }

  MemorySegment segment() {
    return handle.segment();
  }

  /** Frees this object; the builder keeps the profile as long as it lives itself. */
  @Override
  public void close() {
    handle.close();
  }
}
