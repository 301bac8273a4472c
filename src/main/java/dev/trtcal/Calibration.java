package dev.trtcal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One INT8 calibration: a model, the data it is shown, and how thresholds are derived. Immutable;
 * made by {@link #of}.
 *
 * <pre>{@code
 * CalibrationResult result =
 *     Calibration.of(Path.of("model.onnx"), source)
 *         .algorithm(Algorithm.entropy2())
 *         .cache(Path.of("model.cache"))
 *         .build()
 *         .run();
 * }</pre>
 */
public final class Calibration {
  /** Takes the best engine that can run on this machine. */
  public static final String AUTO = "auto";

  private static final Logger log = LoggerFactory.getLogger(Calibration.class);

  private final Builder spec;

  private Calibration(Builder spec) {
    this.spec = spec;
  }

  /**
   * Starts a calibration of this model with these data.
   *
   * @param source stays the caller's to close
   */
  public static Builder of(Path model, BatchSource source) {
    return new Builder(model, source);
  }

  /** The ONNX file. */
  public Path model() {
    return spec.model;
  }

  /** The data, one pass of which is one calibration; not closed by this library. */
  public BatchSource source() {
    return spec.source;
  }

  public Algorithm algorithm() {
    return spec.algorithm;
  }

  /**
   * Samples a batch, where the user says; else the network's own, or {@link
   * BatchLayout#DEFAULT_BATCH}.
   */
  public OptionalInt batchSize() {
    return spec.batchSize;
  }

  /**
   * The shapes that dynamic inputs of the engine may have, by name, where the user says; else from
   * one sample up to the batch that calibrates.
   */
  public Map<String, ShapeRange> shapes() {
    return spec.shapes;
  }

  /** Where the calibration cache goes. */
  public Optional<Path> cache() {
    return spec.cache;
  }

  /**
   * Whether an existing file at {@link #cache()} is handed to TensorRT instead of calibrating
   * again.
   */
  public boolean reuseCache() {
    return spec.reuseCache;
  }

  /** Where Legacy's histograms go, or are taken from. */
  public Optional<Path> histogramCache() {
    return spec.histogramCache;
  }

  /** Whether an existing file at {@link #histogramCache()} stands in for the data. */
  public boolean reuseHistograms() {
    return spec.reuseHistograms;
  }

  /** Whether a cache is reused although a check found problems with it. */
  public boolean forceReuse() {
    return spec.forceReuse;
  }

  /**
   * Where the cache's sidecar stands, if not beside it; a cache that is reused is held against it.
   */
  public Optional<Path> sidecar() {
    return spec.sidecar;
  }

  /** Where the INT8 engine plan goes; empty when only the cache is wanted. */
  public Optional<Path> plan() {
    return spec.plan;
  }

  public BuildOptions buildOptions() {
    return spec.buildOptions;
  }

  /** What sets the range of histograms; MinMax keeps none. */
  public HistogramRange histogramRange() {
    return spec.histogramRange;
  }

  /**
   * The most memory the process may take, in bytes, where the user says; the CPU engine then
   * observes the tensors in as many passes over the data as it needs. The result does not depend on
   * it.
   */
  public OptionalLong memory() {
    return spec.memory;
  }

  /** Whether the result is to hold the tensors' histograms, where the engine keeps them. */
  public boolean keepHistograms() {
    return spec.keepHistograms;
  }

  /** Threads for the CPU engine; empty: one per core. */
  public OptionalInt threads() {
    return spec.threads;
  }

  /**
   * Runs it on the chosen engine and writes the outputs that were asked for.
   *
   * @throws TrtcalException when it fails; outputs are then as they were, except that a cache which
   *     was already whole is kept
   */
  public CalibrationResult run() {
    return run(ProgressListener.NONE);
  }

  /** As {@link #run()}, telling how far it is. */
  public CalibrationResult run(ProgressListener progress) {
    if (!Files.isRegularFile(spec.model)) {
      throw new InvalidInputException(
          "model.missing", spec.model + ": no such model file; give the path of an ONNX file");
    }
    spec.cache.ifPresent(OutputFile::checkWritable);
    spec.plan.ifPresent(OutputFile::checkWritable);
    if (spec.histogramCache.isPresent() && !(spec.algorithm instanceof Algorithm.Legacy)) {
      throw new UsageException(
          "histogram.algorithm",
          "a histogram cache is Legacy's alone, the algorithm is " + spec.algorithm.id());
    }
    spec.histogramCache.ifPresent(OutputFile::checkWritable);
    CalibrationEngine engine = choose();
    CalibrationResult result = engine.calibrate(this, progress);
    return result.feed().batches() > 0 ? result.withNotes(spec.source.notes()) : result;
  }

  /** Every engine of this installation, the preferred first. */
  public static List<CalibrationEngine> engines() {
    List<CalibrationEngine> engines = new ArrayList<>();
    ServiceLoader.load(CalibrationEngine.class, Calibration.class.getClassLoader())
        .forEach(engines::add);
    engines.sort(Comparator.comparingInt(CalibrationEngine::preference).reversed());
    return engines;
  }

  private CalibrationEngine choose() {
    List<String> lacks = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (CalibrationEngine engine : engines()) {
      if (!engine.id().equals(spec.engine) && !spec.engine.equals(AUTO)) {
        continue;
      }
      Optional<String> objection = engine.objection(this);
      if (objection.isPresent()) {
        objections.add("engine " + engine.id() + ": " + objection.get());
        continue;
      }
      Optional<Component> lack =
          engine.components().stream().filter(c -> c.status() != Component.Status.OK).findFirst();
      if (lack.isEmpty()) {
        log.info(
            "engine {}{}", engine.id(), lacks.isEmpty() ? "" : ": " + String.join("; ", lacks));
        return engine;
      }
      lacks.add("engine " + engine.id() + " cannot run here: " + describe(lack.get()));
    }
    if (lacks.isEmpty() && !objections.isEmpty()) {
      throw new UsageException(
          "engine.objects", String.join("; ", objections) + "; use --engine cpu");
    }
    if (lacks.isEmpty()) {
      throw new UsageException(
          "engine.unknown", "engine " + spec.engine + ": there is none of this name");
    }
    throw new MissingEnvironmentException(
        "engine.unavailable", String.join("; ", lacks) + "; --engine cpu goes on without a GPU");
  }

  private static String describe(Component lack) {
    String tried = lack.tried().isEmpty() ? "" : "; looked at " + String.join(", ", lack.tried());
    return lack.name() + ": " + lack.advice() + tried;
  }

  /** Collects what a calibration needs; every setting but model and source has a default. */
  public static final class Builder {
    private final Path model;
    private final BatchSource source;
    private Algorithm algorithm = Algorithm.entropy2();
    private String engine = AUTO;
    private OptionalInt batchSize = OptionalInt.empty();
    private Map<String, ShapeRange> shapes = Map.of();
    private OptionalInt threads = OptionalInt.empty();
    private OptionalLong memory = OptionalLong.empty();
    private Optional<Path> cache = Optional.empty();
    private Optional<Path> plan = Optional.empty();
    private boolean reuseCache;
    private boolean forceReuse;
    private Optional<Path> histogramCache = Optional.empty();
    private boolean reuseHistograms;
    private Optional<Path> sidecar = Optional.empty();
    private BuildOptions buildOptions = BuildOptions.DEFAULT;
    private HistogramRange histogramRange = HistogramRange.FIRST_BATCH;
    private boolean keepHistograms;

    private Builder(Path model, BatchSource source) {
      this.model = Objects.requireNonNull(model, "model");
      this.source = Objects.requireNonNull(source, "source");
    }

    private Builder(Builder other) {
      model = other.model;
      source = other.source;
      algorithm = other.algorithm;
      engine = other.engine;
      batchSize = other.batchSize;
      shapes = other.shapes;
      threads = other.threads;
      memory = other.memory;
      cache = other.cache;
      plan = other.plan;
      reuseCache = other.reuseCache;
      forceReuse = other.forceReuse;
      histogramCache = other.histogramCache;
      reuseHistograms = other.reuseHistograms;
      sidecar = other.sidecar;
      buildOptions = other.buildOptions;
      histogramRange = other.histogramRange;
      keepHistograms = other.keepHistograms;
    }

    /** Default: Entropy2, TensorRT's own recommendation for vision networks. */
    public Builder algorithm(Algorithm algorithm) {
      this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
      return this;
    }

    /** {@link Calibration#AUTO} (the default), {@code tensorrt} or {@code cpu}. */
    public Builder engine(String id) {
      this.engine = Objects.requireNonNull(id, "id");
      return this;
    }

    /** Samples a batch, at least 1. */
    public Builder batchSize(int samples) {
      if (samples < 1) {
        throw new UsageException("batch.invalid", "batch " + samples + ": must be at least 1");
      }
      this.batchSize = OptionalInt.of(samples);
      return this;
    }

    /**
     * Says what shapes inputs may have, by name; where no batch size is set, the one they are tuned
     * for calibrates.
     */
    public Builder shapes(Map<String, ShapeRange> shapes) {
      this.shapes = Map.copyOf(shapes);
      return this;
    }

    /** Threads for the CPU engine, at least 1; the result does not depend on it. */
    public Builder threads(int threads) {
      if (threads < 1) {
        throw new UsageException("threads.invalid", "threads " + threads + ": must be at least 1");
      }
      this.threads = OptionalInt.of(threads);
      return this;
    }

    /**
     * Keeps the process below so much memory on the CPU engine, which then may read the data more
     * than once; default: no bound but two batches of all activations.
     */
    public Builder memory(long bytes) {
      if (bytes < 1) {
        throw new UsageException("memory.invalid", "memory " + bytes + ": must be at least 1 byte");
      }
      this.memory = OptionalLong.of(bytes);
      return this;
    }

    /** Where the calibration cache goes. */
    public Builder cache(Path file) {
      this.cache = Optional.of(file);
      return this;
    }

    /** Hands an existing, fitting cache to TensorRT instead of calibrating again. */
    public Builder reuseCache(boolean reuse) {
      this.reuseCache = reuse;
      return this;
    }

    /**
     * Where the histograms go that TensorRT's Legacy calibrator keeps; for no other algorithm,
     * which {@link Calibration#run()} says.
     */
    public Builder histogramCache(Path file) {
      this.histogramCache = Optional.of(file);
      return this;
    }

    /** Takes thresholds from existing, fitting histograms instead of the data. */
    public Builder reuseHistograms(boolean reuse) {
      this.reuseHistograms = reuse;
      return this;
    }

    /** Reuses the cache although a check finds problems, which are then warned of. */
    public Builder forceReuse(boolean force) {
      this.forceReuse = force;
      return this;
    }

    /** Where the cache's sidecar stands; default: beside the cache. */
    public Builder sidecar(Path file) {
      this.sidecar = Optional.of(file);
      return this;
    }

    /** Builds the INT8 engine too and saves it here; TensorRT only. */
    public Builder plan(Path file) {
      this.plan = Optional.of(file);
      return this;
    }

    public Builder buildOptions(BuildOptions options) {
      this.buildOptions = Objects.requireNonNull(options, "options");
      return this;
    }

    /** Default: the first batch, as TensorRT does. */
    public Builder histogramRange(HistogramRange range) {
      this.histogramRange = Objects.requireNonNull(range, "range");
      return this;
    }

    /** Keeps {@link CalibrationResult#histograms}, 16 KiB a tensor; default: they are dropped. */
    public Builder keepHistograms(boolean keep) {
      this.keepHistograms = keep;
      return this;
    }

    public Calibration build() {
      return new Calibration(new Builder(this));
    }
  }
}
