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
    return new BuilderConfig(
        BuildFailure.explaining(
            () ->
                handle.child(
                    "the configuration", arena -> ShimConfig.create(handle.segment(), arena))));
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
   * <p>Builds may run at the same time, each with a builder of its own.
   *
   * @throws IllegalStateException when this builder is building already
   * @throws UsageException when the calibrator's batch is not the network's, when it would never be
   *     asked because {@link BuilderFlag#INT8} is not set, or when a dynamic input has no profile
   * @throws dev.trtcal.CalibrationFailedException when TensorRT fails, with its own last errors and
   *     warnings in the message; or, wrapping it, when the calibrator threw a checked exception
   * @throws RuntimeException what the calibrator threw, itself, TensorRT's last errors and warnings
   *     suppressed in it; an Error likewise
   */
  public SerializedEngine buildSerializedNetwork(Network network, BuilderConfig config) {
    if (building.getAndSet(true)) {
      throw new IllegalStateException(
          "the builder is in use by another build; make one for each thread");
    }
    try {
      return build(network, config);
    } finally {
      building.set(false);
    }
  }

  private SerializedEngine build(Network network, BuilderConfig config) {
    Optional<CalibratorSession> session = config.session();
    if (session.isPresent() && !config.isSet(BuilderFlag.INT8)) {
      throw new UsageException(
          "calibrator.unused",
          "the configuration has a calibrator but not the flag INT8, so TensorRT would never ask"
              + " it; set BuilderFlag.INT8");
    }
    try (CalibratorSession.Build build =
            session.map(s -> s.begin(CalibrationShapes.of(network.inputs(), config))).orElse(null);
        TensorRtLogger.Capture log = logger.capture()) {
      try {
        return new SerializedEngine(
            Handle.open(
                "the serialized engine",
                arena ->
                    ShimBuilder.build(
                        handle.segment(), network.segment(), config.segment(), arena)));
      } catch (RuntimeException | Error e) {
        throw BuildFailure.choose(e, build == null ? null : build.failure(), log.lines());
      }
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
