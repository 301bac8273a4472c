package dev.trtcal.tensorrt;

import dev.trtcal.UsageException;
import dev.trtcal.ffi.shim.ShimBuilder;
import dev.trtcal.ffi.shim.ShimConfig;
import dev.trtcal.ffi.shim.ShimNetwork;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes networks and configurations, and builds engines out of both. */
public final class Builder implements AutoCloseable {
  private final Handle handle;
  private final TensorRtLogger logger;
  private final AtomicBoolean building = new AtomicBoolean();

  Builder(Handle handle, TensorRtLogger logger) {
    this.handle = handle;
    this.logger = logger;
  }

  /** An empty network with explicit batch, the only kind that TensorRT 10 has. */
  public Network createNetwork() {
    return new Network(
        BuildFailure.explaining(
            () ->
                handle.child("the network", arena -> ShimNetwork.create(handle.segment(), arena))),
        logger);
  }

  /** A configuration with TensorRT's defaults. */
  public BuilderConfig createConfig() {
    BuildWatch watch = new BuildWatch();
    return new BuilderConfig(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the configuration",
                    arena -> ShimConfig.create(handle.segment(), watch, arena))),
        watch);
  }

  /** An optimization profile, which says the sizes of dynamic inputs. */
  public OptimizationProfile createProfile() {
    return new OptimizationProfile(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the profile", arena -> ShimConfig.createProfile(handle.segment(), arena))));
  }

  /**
   * Builds, and calibrates if the configuration has a calibrator; takes from seconds to many
   * minutes. Everything runs on the calling thread, the calibrator's methods too.
   *
   * <p>Builds may run at the same time, each with a builder of its own. Interrupting the thread
   * ends its build at TensorRT's next step or the next batch.
   *
   * @throws IllegalStateException when this builder is building already
   * @throws UsageException when the calibrator's batch is not the network's, when it would never be
   *     asked because {@link BuilderFlag#INT8} is not set, or when a dynamic input has no profile
   * @throws dev.trtcal.CalibrationFailedException when TensorRT fails, with its own last errors and
   *     warnings in the message; when the thread is interrupted ({@code calibration.interrupted})
   *     or the monitor ends the build ({@code build.stopped}); or, wrapping it, when the calibrator
   *     threw a checked exception
   * @throws RuntimeException what the calibrator or the monitor threw, itself, TensorRT's last
   *     errors and warnings suppressed in it; an Error likewise
   */
  public SerializedEngine buildSerializedNetwork(Network network, BuilderConfig config) {
    return exclusively(network, config, false).orElseThrow();
  }

  /**
   * Calibrates and builds no engine: ends the build when the calibrator has been handed the cache,
   * or TensorRT has taken the one it read.
   *
   * @throws UsageException as {@link #buildSerializedNetwork}, and when there is no calibrator
   * @throws RuntimeException as {@link #buildSerializedNetwork}
   */
  public void calibrate(Network network, BuilderConfig config) {
    if (config.session().isEmpty()) {
      throw new UsageException(
          "calibrator.none", "the configuration has no calibrator; call setCalibrator first");
    }
    exclusively(network, config, true).ifPresent(SerializedEngine::close);
  }

  private Optional<SerializedEngine> exclusively(
      Network network, BuilderConfig config, boolean calibrateOnly) {
    if (building.getAndSet(true)) {
      throw new IllegalStateException(
          "the builder is in use by another build; make one for each thread");
    }
    try {
      return build(network, config, calibrateOnly);
    } finally {
      building.set(false);
    }
  }

  /** The engine, unless it was ended with the calibration. */
  private Optional<SerializedEngine> build(
      Network network, BuilderConfig config, boolean calibrateOnly) {
    Optional<CalibratorSession> session = config.session();
    if (session.isPresent() && !config.isSet(BuilderFlag.INT8)) {
      throw new UsageException(
          "calibrator.unused",
          "the configuration has a calibrator but not the flag INT8, so TensorRT would never ask"
              + " it; set BuilderFlag.INT8");
    }
    try (TensorRtLogger.Capture log = logger.capture();
        CalibratorSession.Build build =
            session
                .map(s -> s.begin(CalibrationShapes.of(network.inputs(), config), log::expectEnd))
                .orElse(null);
        BuildWatch.Watched watched =
            config.watch().begin(() -> calibrateOnly && build.calibrated(), log::expectEnd)) {
      try {
        return Optional.of(
            new SerializedEngine(
                Handle.open(
                    "the serialized engine",
                    arena ->
                        ShimBuilder.build(
                            handle.segment(), network.segment(), config.segment(), arena))));
      } catch (RuntimeException | Error e) {
        Throwable asked = build == null ? null : build.failure();
        if (asked == null && watched.endedWithEnough()) {
          return Optional.empty();
        }
        throw BuildFailure.choose(e, asked == null ? watched.failure() : asked, log.lines());
      }
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
