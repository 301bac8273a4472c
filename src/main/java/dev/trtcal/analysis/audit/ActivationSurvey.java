package dev.trtcal.analysis.audit;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.Shape;
import dev.trtcal.analysis.ValueTypes;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.ObservedTensor.Source;
import dev.trtcal.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows a network every sample of a source once and keeps what the audit needs.
 *
 * <p>Memory: one batch's activations, 640 KiB a tensor, and 150 bytes a tensor and image. The
 * result does not depend on the number of threads.
 */
public final class ActivationSurvey {
  private static final long SEED = 0;
  private static final int FLOAT = 1;
  private static final long MOST_CLASSES = 100_000;

  private static final ThreadLocal<int[]> SCRATCH =
      ThreadLocal.withInitial(() -> new int[TensorStatistics.FINE]);

  private final OnnxModel model;
  private final NetworkRunner runner;
  private final ObservedModel observed;
  private final int threads;

  private ActivationSurvey(
      OnnxModel model, NetworkRunner runner, ObservedModel observed, int threads) {
    this.model = model;
    this.runner = runner;
    this.observed = observed;
    this.threads = threads;
  }

  /**
   * Reads a model; several sets can then be surveyed.
   *
   * @param threads at least 1; default: one a core
   * @throws InvalidInputException when the model cannot be read
   * @throws dev.trtcal.MissingEnvironmentException when nothing here can run a network
   */
  public static ActivationSurvey open(Path file, OptionalInt threads) {
    OnnxModel model = OnnxModel.read(file);
    NetworkRunner runner = NetworkRunner.find();
    return new ActivationSurvey(
        model,
        runner,
        ObservedModel.beforeFusion(model, ValueTypes.of(runner, model)),
        threads.orElse(Runtime.getRuntime().availableProcessors()));
  }

  /** The model that is surveyed. */
  public OnnxModel model() {
    return model;
  }

  /** Threads that it computes on. */
  public int threads() {
    return threads;
  }

  /**
   * Computes every sample.
   *
   * @param batch samples a batch; the network's own where it is fixed
   * @throws InvalidInputException {@code data.toofew} when there are fewer than two samples
   * @throws CalibrationFailedException {@code activation.nonfinite} when a tensor holds NaN or
   *     infinity
   */
  public Activations run(BatchSource source, OptionalInt batch, ProgressListener progress) {
    try (Opened network = opened()) {
      Activations found = network.run(source, batch, progress);
      if (found.images() < 2) {
        throw new InvalidInputException(
            "data.toofew",
            model.file() + ": " + found.images() + " samples are too few to be judged; give more");
      }
      return found;
    }
  }

  /** Opens the network for several sets; to be closed by the caller. */
  public Opened opened() {
    return new Opened(runner.open(observed.bytes(), model.file(), threads));
  }

  /** An open network, which may be shown several sets at once, a thread each. */
  public final class Opened implements AutoCloseable {
    private final NetworkRunner.Network network;

    private Opened(NetworkRunner.Network network) {
      this.network = network;
    }

    /** Threads that it computes on. */
    public int threads() {
      return threads;
    }

    /** Computes every sample, however few there are: {@link ActivationSurvey#run}. */
    public Activations run(BatchSource source, OptionalInt batch, ProgressListener progress) {
      BatchLayout layout = BatchLayout.fit(model.inputs(), source.samples(), batch);
      try (NetworkRunner.Feed feed = runner.feed(source, layout)) {
        Pass pass = new Pass(network, feed, layout, source);
        long total = source.count().orElse(-1);
        progress.progress("computing activations", 0, total);
        while (feed.next() > 0) {
          pass.observe();
          progress.progress("computing activations", pass.origins.size(), total);
        }
        return pass.result();
      }
    }

    /** Frees the network, when nobody computes any more. */
    @Override
    public void close() {
      network.close();
    }
  }

  /** One pass over the data. */
  private final class Pass {
    private final NetworkRunner.Network network;
    private final NetworkRunner.Feed feed;
    private final BatchLayout layout;
    private final BatchSource source;
    private final Map<Source, TensorStatistics> bySource = new LinkedHashMap<>();
    private final List<Source> sources;
    private final List<String> origins = new ArrayList<>();
    private final List<float[]> features = new ArrayList<>();
    private final List<Integer> chunks = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final Random random = new Random(SEED);
    private final FeatureMap map;
    private final int scores;
    private final Optional<InputValues> input;
    private int[] chunkOrder = {};

    Pass(
        NetworkRunner.Network network,
        NetworkRunner.Feed feed,
        BatchLayout layout,
        BatchSource source) {
      this.network = network;
      this.feed = feed;
      this.layout = layout;
      this.source = source;
      for (ObservedTensor tensor : observed.tensors()) {
        if (!(tensor.source() instanceof Source.Constant)) {
          bySource.computeIfAbsent(tensor.source(), key -> new TensorStatistics(tensor.name()));
        }
      }
      sources = List.copyOf(bySource.keySet());
      map = FeatureMap.of(network.outputs());
      scores = scores();
      input = imageInput();
    }

    private int scores() {
      for (int i = 0; i < network.outputs().size(); i++) {
        NetworkRunner.Output output = network.outputs().get(i);
        Shape shape = output.shape();
        if (model.outputs().contains(output.name())
            && output.elementType() == FLOAT
            && shape.rank() == 2
            && shape.dim(1) >= 2
            && shape.dim(1) <= MOST_CLASSES) {
          return i;
        }
      }
      return -1;
    }

    private Optional<InputValues> imageInput() {
      if (layout.inputs().size() != 1 || layout.inputs().get(0).shape().rank() != 4) {
        return Optional.empty();
      }
      Shape sample = layout.inputs().get(0).shape().dropFirst();
      boolean images =
          sample.dim(0) == 1 || sample.dim(0) == 3 || sample.dim(2) == 1 || sample.dim(2) == 3;
      boolean observedAsFloats =
          bySource.containsKey(new Source.Input(layout.inputs().get(0).name()));
      return images && observedAsFloats ? Optional.of(new InputValues(sample)) : Optional.empty();
    }

    void observe() {
      int samples = feed.samples();
      int first = origins.size();
      for (int i = 0; i < samples; i++) {
        chunks.add(chunk(first + i));
        origins.add(source.origin(first + i));
      }
      try (NetworkRunner.Values values = network.run(feed, Map.of())) {
        AtomicBoolean[] finite = new AtomicBoolean[sources.size()];
        Parallel.forEach(
            sources.size(),
            threads,
            t -> {
              finite[t] = new AtomicBoolean(true);
              TensorStatistics statistics = bySource.get(sources.get(t));
              int[] scratch = SCRATCH.get();
              for (int i = 0; i < samples && finite[t].get(); i++) {
                finite[t].set(
                    statistics.add(
                        values(sources.get(t), values, i), chunks.get(first + i), scratch));
              }
            });
        for (int t = 0; t < finite.length; t++) {
          if (!finite[t].get()) {
            TensorStatistics statistics = bySource.get(sources.get(t));
            throw new CalibrationFailedException(
                "activation.nonfinite",
                "tensor "
                    + statistics.name()
                    + ": holds NaN or infinity at "
                    + origins.get(statistics.images())
                    + "; look at that file, and at the model if it is sound");
          }
        }
        for (int i = 0; i < samples; i++) {
          int sample = i;
          features.add(map.point(output -> sample(values, output, sample)));
          if (scores >= 0) {
            answers.add(best(sample(values, scores, i)));
          }
          if (input.isPresent()) {
            Source only = new Source.Input(layout.inputs().get(0).name());
            input.get().add(values(only, values, i));
          }
        }
      }
    }

    /**
     * Of each {@link TensorStatistics#CHUNKS} images in a row, one goes to each part; the first to
     * the first parts, so that of a small set none of those that count is empty.
     */
    private int chunk(int image) {
      int place = image % TensorStatistics.CHUNKS;
      if (image < TensorStatistics.CHUNKS) {
        return image;
      }
      if (place == 0) {
        chunkOrder = Ordering.permutation(TensorStatistics.CHUNKS, random);
      }
      return chunkOrder[place];
    }

    private FloatBuffer values(Source of, NetworkRunner.Values values, int sample) {
      if (of instanceof Source.Output output) {
        return sample(values, output.index(), sample);
      }
      FloatBuffer all = feed.values(((Source.Input) of).name());
      int each = all.remaining() / feed.samples();
      return all.slice(sample * each, each);
    }

    /**
     * What belongs to one sample, where the batch is the outermost axis, as it nearly always is.
     */
    private FloatBuffer sample(NetworkRunner.Values values, int output, int sample) {
      FloatBuffer all = values.floats(output);
      Shape shape = network.outputs().get(output).shape();
      boolean cut = shape.rank() > 0 && shape.dim(0) == layout.batchSize();
      int rows = layout.fixed() && !cut ? layout.batchSize() : feed.samples();
      int each = all.remaining() / rows;
      return each == 0 ? all : all.slice(sample * each, each);
    }

    private int best(FloatBuffer classes) {
      int best = 0;
      for (int i = 1; i < classes.remaining(); i++) {
        best = classes.get(i) > classes.get(best) ? i : best;
      }
      return best;
    }

    Activations result() {
      List<TensorStatistics> tensors = List.copyOf(bySource.values());
      float[][] points =
          map.isEmpty() ? Features.ofMaxima(tensors) : features.toArray(float[][]::new);
      Optional<Activations.Classes> classes =
          scores < 0
              ? Optional.empty()
              : Optional.of(
                  new Activations.Classes(
                      Math.toIntExact(network.outputs().get(scores).shape().dim(1)), answers));
      return new Activations(
          origins,
          tensors,
          chunks.stream().mapToInt(Integer::intValue).toArray(),
          layout.batchSize(),
          points,
          classes,
          input,
          observed.assumptions());
    }
  }
}
