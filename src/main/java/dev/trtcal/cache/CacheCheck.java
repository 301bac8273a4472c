package dev.trtcal.cache;

import dev.trtcal.Algorithm;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds what TensorRT would take without a word: a truncated cache, another version's, zero and
 * infinite scales, another model's names. What is looked at depends on what is known: of the cache
 * alone the lines, of the model the names, of the sidecar where the cache comes from.
 *
 * <pre>{@code
 * List<CacheProblem> problems =
 *     CacheCheck.of(cache).model(Path.of("model.onnx")).sidecar(sidecar).run();
 * }</pre>
 *
 * <p>Not for several threads at once.
 */
public final class CacheCheck {
  private final CalibrationCache cache;
  private Optional<Algorithm> algorithm = Optional.empty();
  private Optional<String> algorithmId = Optional.empty();
  private OptionalInt tensorRt = OptionalInt.empty();
  private Optional<Path> model = Optional.empty();
  private List<String> inputs = List.of();
  private Optional<Sidecar> sidecar = Optional.empty();
  private Optional<DataDescription> data = Optional.empty();
  private Supplier<Optional<Set<String>>> alwaysZero = Optional::empty;
  private boolean namesCompared;

  private CacheCheck(CalibrationCache cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
  }

  /** Starts the check of a cache; without more it looks at the lines and the header. */
  public static CacheCheck of(CalibrationCache cache) {
    return new CacheCheck(cache);
  }

  /** The algorithm that the cache is to be of, Legacy's quantile and cutoff included. */
  public CacheCheck algorithm(Algorithm expected) {
    this.algorithm = Optional.of(expected);
    return this;
  }

  /** As {@link #algorithm}, but Legacy's quantile and cutoff may be any. */
  public CacheCheck algorithmId(String expected) {
    this.algorithmId = Optional.of(expected);
    return this;
  }

  /**
   * The TensorRT that is to use the cache.
   *
   * @param version as its getInferLibVersion, such as 100600
   */
  public CacheCheck tensorRt(int version) {
    this.tensorRt = OptionalInt.of(version);
    return this;
  }

  /**
   * The model that the cache is to fit; its tensors' names are asked of the engines, and not
   * compared where none can read it.
   *
   * @param file an ONNX file
   */
  public CacheCheck model(Path file) {
    this.model = Optional.of(file);
    return this;
  }

  /**
   * The network's inputs of a floating type, each of which has a line in every cache; what is left
   * to compare where no engine can tell the other names.
   */
  public CacheCheck inputs(List<String> names) {
    this.inputs = List.copyOf(names);
    return this;
  }

  /** What the cache says it was made from. */
  public CacheCheck sidecar(Sidecar known) {
    this.sidecar = Optional.of(known);
    return this;
  }

  /** The data of this run, which the sidecar's are to equal. */
  public CacheCheck data(DataDescription description) {
    this.data = Optional.of(description);
    return this;
  }

  /**
   * Who can tell which tensors are zero whatever the network is fed; asked only when the cache
   * holds zeros that the sidecar does not explain. Without an answer they are warnings.
   */
  public CacheCheck alwaysZero(Supplier<Optional<Set<String>>> names) {
    this.alwaysZero = Objects.requireNonNull(names, "names");
    return this;
  }

  /**
   * Looks at everything that is known.
   *
   * @return problems before warnings
   * @throws InvalidInputException when the model's file cannot be read
   */
  public List<CacheProblem> run() {
    Problems problems = new Problems();
    new TextCheck(cache, algorithm, algorithmId, tensorRt, problems).run();
    namesCompared = new NameCheck(cache, algorithm, model, inputs, problems).run();
    new ScaleCheck(cache, sidecar, alwaysZero, problems).run();
    sidecar.ifPresent(known -> new SidecarCheck(cache, known, model, data, problems).run());
    return problems.inOrder();
  }

  /** Whether the last run could compare the cache's names with the model's. */
  public boolean namesCompared() {
    return namesCompared;
  }
}
