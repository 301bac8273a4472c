package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.HardwareCompatibility;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.shim.ShimCalibrator;
import dev.trtcal.ffi.shim.ShimConfig;
import dev.trtcal.ffi.shim.ShimTimingCache;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/** How to build. Setters throw {@link dev.trtcal.UsageException} for what TensorRT refuses. */
public final class BuilderConfig implements AutoCloseable {
  private final Handle handle;
  private final BuildWatch watch;
  private CalibratorSession session;
  private Handle calibrator;
  private OptimizationProfile firstProfile;
  private OptimizationProfile calibrationProfile;

  BuilderConfig(Handle handle, BuildWatch watch) {
    this.handle = handle;
    this.watch = watch;
  }

  /** Sets or clears a flag. Calibration needs {@link BuilderFlag#INT8}. */
  public void set(BuilderFlag flag, boolean on) {
    ShimConfig.flag(handle.segment(), flag.number(), on);
  }

  /** Whether a flag is set. */
  public boolean isSet(BuilderFlag flag) {
    return ShimConfig.flag(handle.segment(), flag.number());
  }

  /** Sets or clears a flag. */
  public void set(QuantizationFlag flag, boolean on) {
    ShimConfig.quantizationFlag(handle.segment(), flag.number(), on);
  }

  /**
   * Limits the device memory that a layer may use.
   *
   * @param bytes at least 0
   */
  public void setWorkspace(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a workspace of " + bytes + " bytes");
    }
    ShimConfig.workspace(handle.segment(), bytes);
  }

  /**
   * Sets how long to search for fast kernels.
   *
   * @param level 0 to 5; TensorRT's default is 3. Level 0 leaves layers in FP32 that a higher one
   *     runs in INT8
   */
  public void setOptimizationLevel(int level) {
    ShimConfig.optimizationLevel(handle.segment(), level);
  }

  /** Sets how much the engine will tell about its layers. */
  public void setProfilingVerbosity(ProfilingVerbosity verbosity) {
    ShimConfig.profilingVerbosity(handle.segment(), verbosity.number());
  }

  /** Sets on which other GPUs the engine is to run; better before a long build than after. */
  public void setHardwareCompatibility(HardwareCompatibility compatibility) {
    ShimConfig.hardwareCompatibility(handle.segment(), compatibility.number());
  }

  /** Has the next builds tell this monitor how they go, in place of one set before. */
  public void setMonitor(BuildMonitor monitor) {
    watch.tell(Objects.requireNonNull(monitor, "monitor"));
  }

  /**
   * Gives the builder what earlier builds measured, so that it need not measure it again.
   *
   * @param cache of {@link #timingCache}; empty for none yet, to have what is measured kept
   * @return why TensorRT refuses it, in which case nothing is changed: it was made by another
   *     TensorRT or on another GPU, or is none
   */
  public Optional<String> setTimingCache(byte[] cache) {
    return ShimTimingCache.set(handle.segment(), cache);
  }

  /**
   * Adds what another timing cache holds to the one that was set; where both know a thing, that one
   * stays.
   *
   * @return why TensorRT refuses it, or empty
   */
  public Optional<String> mergeTimingCache(byte[] cache) {
    return ShimTimingCache.merge(handle.segment(), cache);
  }

  /**
   * What the timing cache that was set holds by now.
   *
   * @throws dev.trtcal.UsageException when none was set
   */
  public byte[] timingCache() {
    return ShimTimingCache.bytes(handle.segment());
  }

  /**
   * Has the next builds calibrate with this calibrator, in place of one set before.
   *
   * @param calibrator stays the caller's; called during a build only, on the thread that builds
   * @throws UsageException when TensorRT has no calibrator of its algorithm
   * @throws IllegalStateException while a build asks the one set before
   */
  public void setCalibrator(Int8Calibrator calibrator) {
    Algorithm algorithm = calibrator.algorithm();
    if (algorithm == null || !algorithm.isTensorRts()) {
      throw new UsageException(
          "calibrator.algorithm",
          "the calibrator's algorithm is "
              + (algorithm == null ? "null" : algorithm.id())
              + ", which TensorRT has none of; answer minmax, entropy2, entropy or legacy");
    }
    CalibratorSession next = new CalibratorSession(calibrator);
    // TensorRT may ask it as long as the configuration has it, so it is not the configuration's
    // child, which would be closed first.
    Handle made =
        Handle.unwatched("the calibrator", arena -> ShimCalibrator.create(algorithm, next, arena));
    try {
      retire();
      ShimConfig.calibrator(handle.segment(), made.segment());
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
    Handle before = this.calibrator;
    this.calibrator = made;
    session = next;
    if (before != null) {
      before.close();
    }
  }

  /** A calibrator that a build may still ask must not be freed. */
  private void retire() {
    if (session != null) {
      session.retire();
    }
  }

  /**
   * Takes the calibrator away.
   *
   * @throws IllegalStateException while a build asks it
   */
  public void clearCalibrator() {
    retire();
    ShimConfig.calibrator(handle.segment(), MemorySegment.NULL);
    session = null;
    if (calibrator != null) {
      calibrator.close();
      calibrator = null;
    }
  }

  /**
   * Adds a profile, complete by now: networks with dynamic inputs need one at least.
   *
   * @return the profile's number in the engine
   */
  public int addProfile(OptimizationProfile profile) {
    int index = ShimConfig.addProfile(handle.segment(), profile.segment());
    if (firstProfile == null) {
      firstProfile = profile;
    }
    return index;
  }

  /**
   * Sets the profile whose opt shapes calibration runs in; without one TensorRT takes the first
   * profile added.
   */
  public void setCalibrationProfile(OptimizationProfile profile) {
    ShimConfig.calibrationProfile(handle.segment(), profile.segment());
    calibrationProfile = profile;
  }

  /** The profile that calibration runs in, if there is any. */
  Optional<OptimizationProfile> profile() {
    return Optional.ofNullable(calibrationProfile == null ? firstProfile : calibrationProfile);
  }

  BuildWatch watch() {
    return watch;
  }

  Optional<CalibratorSession> session() {
    return Optional.ofNullable(session);
  }

  MemorySegment segment() {
    return handle.segment();
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(handle::close);
    if (calibrator != null && !handle.isOpen()) {
      failures.run(calibrator::close);
    }
    failures.rethrow();
  }
}
