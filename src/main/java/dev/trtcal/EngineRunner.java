package dev.trtcal;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Builds and runs real engines for the analyses: what a model becomes in FP32 and, with a
 * calibration cache, in INT8. Found by {@link ServiceLoader}, so that the analyses name no engine.
 */
public interface EngineRunner {
  /**
   * The runner of this machine.
   *
   * @throws MissingEnvironmentException {@code engine.missing} when none can run here
   */
  static EngineRunner find() {
    return Runners.first(
        ServiceLoader.load(EngineRunner.class),
        EngineRunner::components,
        lacks ->
            new MissingEnvironmentException(
                "engine.missing",
                "no engine can be built or run here"
                    + lacks
                    + "; without --engine tensorrt the same question is answered by simulation,"
                    + " with no GPU"));
  }

  /** What the runner needs and how it stands on this machine; never throws. */
  List<Component> components();

  /** Opens what building and running share; one thread at a time. */
  Session open();

  /** Builds, loads, and feeds engines. */
  interface Session extends AutoCloseable {
    /** Runner and machine, in words. */
    String name();

    /**
     * Builds an engine.
     *
     * @param cache the calibration cache of an INT8 engine, handed over as it is; empty for FP32
     * @param shown names of tensors inside the network that runs are to show; they become no
     *     outputs
     * @param layout of the batches that it will be run on
     * @throws InvalidInputException when the model or the cache is refused
     * @throws CalibrationFailedException when building fails
     */
    Engine build(
        Path model,
        Optional<Path> cache,
        OptionalInt optimizationLevel,
        Collection<String> shown,
        BatchLayout layout);

    /**
     * Loads an engine that was built before.
     *
     * @throws InvalidInputException when the file cannot be read
     * @throws CalibrationFailedException when it is no engine for this machine
     */
    Engine load(Path plan);

    /**
     * Memory, allocated once, into which a source hands its batches, for any number of engines.
     *
     * @param layout how the source's samples fill the inputs
     */
    NetworkRunner.Feed feed(BatchSource source, BatchLayout layout);

    /** Frees everything; a second call does nothing. */
    @Override
    void close();
  }

  /** An engine; one thread at a time. */
  interface Engine extends AutoCloseable {
    /**
     * Computes the feed's current batch.
     *
     * @return the first floating-point output, sample after sample; a new array
     * @throws UsageException when the engine does not take this batch
     */
    float[] run(NetworkRunner.Feed feed);

    /**
     * As {@link #run(NetworkRunner.Feed)}, showing the tensors that it was built to show, and its
     * outputs.
     */
    float[] run(NetworkRunner.Feed feed, Observer observer);

    /** Milliseconds that the device takes for the feed's current batch, copies left out. */
    double milliseconds(NetworkRunner.Feed feed);

    /** Names of the tensors that travel between its layers as INT8. */
    Set<String> int8();

    /** Tensors that were to be shown and were not, and why not, in words; known after a run. */
    Map<String, String> hidden();

    /** Frees the engine; a second call does nothing. */
    @Override
    void close();
  }

  /** Looks at a tensor while the engine runs. */
  @FunctionalInterface
  interface Observer {
    /**
     * Takes a tensor's values of the current samples.
     *
     * @param values row-major, to be read during the call only
     */
    void tensor(String name, FloatBuffer values);
  }
}
