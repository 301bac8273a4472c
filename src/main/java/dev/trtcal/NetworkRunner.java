package dev.trtcal;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Runs networks for the analyses: opens a model, or what was made of one, shows it data batch by
 * batch, and lets what it computes be read in place. Found by {@link ServiceLoader}, so that the
 * analyses name no engine.
 */
public interface NetworkRunner {
  /**
   * The runner of this machine.
   *
   * @throws MissingEnvironmentException {@code runner.missing} when none can run here
   */
  static NetworkRunner find() {
    return Runners.first(
        ServiceLoader.load(NetworkRunner.class),
        NetworkRunner::components,
        lacks ->
            new MissingEnvironmentException(
                "runner.missing",
                "nothing here can run a network"
                    + lacks
                    + "; trtcal doctor tells what to install"));
  }

  /** What the runner needs and how it stands on this machine; never throws. */
  List<Component> components();

  /**
   * Opens a network.
   *
   * @param model the bytes of an ONNX file; copied
   * @param origin the model file that it is or was made of: failures name it, and external data lie
   *     beside it
   * @param threads threads of its operators, at least 1; the results do not depend on it
   * @throws InvalidInputException when the model is refused
   */
  Network open(byte[] model, Path origin, int threads);

  /**
   * Memory, allocated once, into which a source hands its batches, for any number of networks.
   *
   * @param layout how the source's samples fill the inputs
   */
  Feed feed(BatchSource source, BatchLayout layout);

  /** An open network. */
  interface Network extends AutoCloseable {
    /** What it computes, in the model's order; extents that only the data tell are dynamic. */
    List<Output> outputs();

    /**
     * Computes the feed's current batch. A network of a fixed batch is shown older samples behind
     * those of a shorter last one; what it computes of them is not handed out. Several threads may
     * compute at once while the feed stands still.
     *
     * @param others inputs that the feed does not fill, by name: direct or not, each of exactly the
     *     input's elements, which are float32; not modified
     * @return to be closed by the caller
     */
    Values run(Feed feed, Map<String, FloatBuffer> others);

    /** Frees the network; a second call does nothing. */
    @Override
    void close();
  }

  /**
   * What a network computes.
   *
   * @param name of the value
   * @param elementType ONNX's number of the element type, as in TensorProto.DataType; 1 is float32
   */
  record Output(String name, int elementType, Shape shape) {}

  /** The batch that is being looked at. */
  interface Feed extends AutoCloseable {
    /** Fetches the next samples; returns how many, 0 when there are none left. */
    int next();

    /** Samples of the current batch. */
    int samples();

    /** What one input of float32 elements is fed now; valid until {@link #next}. */
    FloatBuffer values(String input);

    /** Frees the memory; a second call does nothing. */
    @Override
    void close();
  }

  /** What a network computed of one batch. */
  interface Values extends AutoCloseable {
    /**
     * The elements of an output of float32 elements, row-major, in place; not to be read after
     * {@link #close}.
     *
     * @param output index in {@link Network#outputs()}
     */
    FloatBuffer floats(int output);

    /** Frees the values; a second call does nothing. */
    @Override
    void close();
  }
}
