package dev.trtcal.cache;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationEngine;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorNames;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(CacheCheck.class);
  private static final String CALIBRATE_AGAIN = "calibrate again";

  private final CalibrationCache cache;
  private final List<CacheProblem> found = new ArrayList<>();
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
    found.clear();
    checkLines();
    checkHeader();
    checkNames();
    checkScales();
    sidecar.ifPresent(this::checkSidecar);
    return found.stream().sorted(Comparator.comparing(CacheProblem::severity)).toList();
  }

  /** Whether the last run could compare the cache's names with the model's. */
  public boolean namesCompared() {
    return namesCompared;
  }

  private void checkLines() {
    for (CalibrationCache.Problem problem : cache.problems()) {
      if (problem.line() > 1) {
        problem(
            Kind.LINE,
            "line " + problem.line() + " is " + problem.detail(),
            "TensorRT skips it or gives up silently; " + CALIBRATE_AGAIN);
      }
    }
    if (!cache.endsWithLineBreak()) {
      problem(
          Kind.TRUNCATED,
          "the last line is not ended, so its scale may have lost digits",
          CALIBRATE_AGAIN + " or fetch the whole file");
    }
    if (cache.entries().isEmpty()) {
      problem(Kind.TRUNCATED, "there is a header and no tensor", CALIBRATE_AGAIN);
    }
    for (String name : CacheDiff.repeated(cache)) {
      problem(
          Kind.DUPLICATE,
          name,
          "its name stands more than once, and TensorRT does not say which line it takes",
          "delete all lines but one");
    }
  }

  private void checkHeader() {
    CacheHeader header = cache.header();
    if (header.algorithm().isEmpty()) {
      problem(
          Kind.ALGORITHM,
          "the header '" + header.text() + "' is of no calibrator known here",
          "TensorRT would calibrate again in every build; " + CALIBRATE_AGAIN);
    } else if (!isExpected(header.algorithm().get())) {
      problem(
          Kind.ALGORITHM,
          "the header '"
              + header.text()
              + "' is another calibrator's than the expected "
              + algorithm.map(kind -> kind.id() + "'s, '" + wanted(kind) + "'").orElse("")
              + algorithmId.orElse(""),
          "TensorRT would calibrate again in every build; " + CALIBRATE_AGAIN);
    }
    if (header.tensorRtVersion().isPresent()) {
      checkVersion(header.tensorRtVersion().getAsInt());
    }
  }

  private boolean isExpected(Algorithm own) {
    return algorithm.map(own::equals).orElse(true)
        && algorithmId.map(own.id()::equals).orElse(true);
  }

  private String wanted(Algorithm kind) {
    int version = cache.header().tensorRtVersion().orElse(CacheHeader.REFERENCE_VERSION);
    return CacheHeader.of(kind, tensorRt.orElse(version)).text();
  }

  private void checkVersion(int made) {
    if (tensorRt.isEmpty() || made == tensorRt.getAsInt()) {
      return;
    }
    boolean sameMajor = CacheHeader.major(made) == CacheHeader.major(tensorRt.getAsInt());
    String detail =
        "it was made by TensorRT "
            + CacheHeader.versionName(made)
            + " and is to be used by "
            + CacheHeader.versionName(tensorRt.getAsInt());
    add(
        Kind.VERSION,
        sameMajor ? Severity.WARNING : Severity.PROBLEM,
        Optional.empty(),
        detail,
        sameMajor
            ? "TensorRT takes it silently, and it is likely to be right"
            : "TensorRT takes it silently; " + CALIBRATE_AGAIN + " with the version that builds");
  }

  private void checkNames() {
    Set<String> own = new LinkedHashSet<>();
    cache.entries().forEach(tensor -> own.add(tensor.name()));
    Optional<Algorithm> judged = algorithm.isPresent() ? algorithm : cache.header().algorithm();
    Optional<Algorithm> fusing = judged.filter(CacheCheck::measuresAfterFusion);
    Optional<TensorNames> left = fusing.flatMap(kind -> names(kind, false));
    Optional<TensorNames> all = names(Algorithm.minMax(), true);
    // Whether an after-fusion calibrator was told to measure before fusion stands nowhere in the
    // cache: the list that fits better is the one.
    List<TensorNames> exact = Stream.of(left, all).flatMap(Optional::stream).toList();
    boolean mayLackSome = judged.isEmpty() || (fusing.isPresent() && left.isEmpty());
    namesCompared = !exact.isEmpty();
    exact.stream()
        .map(names -> new NameComparison(names, own, mayLackSome))
        .min(Comparator.comparingInt(NameComparison::differences))
        .ifPresent(this::tell);
    if (!namesCompared || mayLackSome) {
      for (String input : inputs) {
        if (!own.contains(input) && all.map(names -> names.names().contains(input)).orElse(true)) {
          problem(
              Kind.MISSING,
              input,
              "there is no line for the input " + input,
              "it is another model's cache, or was cut; " + CALIBRATE_AGAIN);
        }
      }
    }
  }

  private static boolean measuresAfterFusion(Algorithm algorithm) {
    return algorithm instanceof Algorithm.Entropy || algorithm instanceof Algorithm.Legacy;
  }

  private Optional<TensorNames> names(Algorithm kind, boolean beforeFusion) {
    if (model.isEmpty()) {
      return Optional.empty();
    }
    for (CalibrationEngine engine : Calibration.engines()) {
      try {
        Optional<TensorNames> names = engine.tensorNames(model.get(), kind, beforeFusion);
        if (names.isPresent()) {
          return names;
        }
      } catch (InvalidInputException e) {
        log.warn("the tensors' names are not compared with the model's: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The cache's names beside the model's. */
  private static final class NameComparison {
    private final TensorNames model;
    private final List<String> missing;
    private final List<String> foreign;

    NameComparison(TensorNames model, Set<String> own, boolean mayLackSome) {
      this.model = model;
      Set<String> wanted = new HashSet<>(model.names());
      foreign = own.stream().filter(name -> !wanted.contains(name)).toList();
      missing =
          mayLackSome
              ? List.of()
              : model.names().stream().filter(name -> !own.contains(name)).toList();
    }

    int differences() {
      return missing.size() + foreign.size();
    }

    /** Whether the cache ends where the model's list goes on, as a file that was cut does. */
    boolean isCut() {
      List<String> names = model.names();
      int kept = names.size() - missing.size();
      return !missing.isEmpty()
          && foreign.isEmpty()
          && names.subList(kept, names.size()).equals(missing);
    }
  }

  private void tell(NameComparison names) {
    List<String> assumptions = names.model.assumptions();
    Severity severity = assumptions.isEmpty() ? Severity.PROBLEM : Severity.WARNING;
    String doubt =
        assumptions.isEmpty()
            ? ""
            : " (the model's names were partly assumed: " + String.join("; ", assumptions) + ")";
    if (names.isCut()) {
      add(
          Kind.TRUNCATED,
          severity,
          Optional.empty(),
          "the last "
              + names.missing.size()
              + " of the model's "
              + names.model.names().size()
              + " tensors are missing"
              + doubt,
          "TensorRT would build an engine that is partly not INT8; " + CALIBRATE_AGAIN);
    }
    for (String name : names.missing) {
      add(
          Kind.MISSING,
          severity,
          Optional.of(name),
          "the model has this tensor, the cache no line for it" + doubt,
          "TensorRT would not run it in INT8, with a warning only; " + CALIBRATE_AGAIN);
    }
    for (String name : names.foreign) {
      add(
          Kind.FOREIGN,
          severity,
          Optional.of(name),
          "the model has no such tensor" + doubt,
          "is it another model's cache? " + CALIBRATE_AGAIN);
    }
  }

  private void checkScales() {
    Map<String, Float> before = new HashMap<>();
    sidecar.ifPresent(
        known -> known.tensors().forEach(tensor -> before.put(tensor.name(), tensor.scale())));
    List<String> zeros = new ArrayList<>();
    for (TensorRange tensor : cache.entries()) {
      float scale = tensor.scale();
      String name = tensor.name();
      if (Float.isNaN(scale)) {
        problem(Kind.NAN, name, "the scale is no number", CALIBRATE_AGAIN);
      } else if (Float.isInfinite(scale)) {
        problem(
            Kind.INFINITE,
            name,
            "the scale is infinite",
            "look for an infinity in the calibration data, which TensorRT does not report");
      } else if (Float.floatToRawIntBits(scale) < 0) {
        problem(Kind.NEGATIVE, name, "the scale " + scale + " is negative", CALIBRATE_AGAIN);
      } else if (scale == 0) {
        Float original = before.get(name);
        if (original == null || original != 0) {
          zeros.add(name);
        }
      } else if (scale < Float.MIN_NORMAL) {
        problem(
            Kind.DENORMAL,
            name,
            "the scale " + scale + " is denormal, and may count as zero",
            CALIBRATE_AGAIN + "; a tensor this small is better left out of INT8");
      }
    }
    if (!zeros.isEmpty()) {
      checkZeros(zeros, before);
    }
  }

  /** TensorRT itself writes 0 for a tensor that was zero in every batch. */
  private void checkZeros(List<String> zeros, Map<String, Float> before) {
    Optional<Set<String>> always = alwaysZero.get();
    for (String name : zeros) {
      if (before.containsKey(name)) {
        problem(
            Kind.ZERO,
            name,
            "the scale is 0, the calibration found " + before.get(name),
            CALIBRATE_AGAIN);
      } else if (always.isEmpty()) {
        add(
            Kind.ZERO,
            Severity.WARNING,
            Optional.of(name),
            "the scale is 0: either the tensor was zero in all calibration data, or its scale was"
                + " lost",
            CALIBRATE_AGAIN + " if it should not be zero");
      } else if (!always.get().contains(name)) {
        problem(
            Kind.ZERO,
            name,
            "the scale is 0, but the network computes other values for it",
            "its scale was lost, or the calibration data never reach it; " + CALIBRATE_AGAIN);
      }
    }
  }

  private void checkSidecar(Sidecar known) {
    model
        .filter(file -> !ContentHash.ofFile(file).equals(known.modelSha256()))
        .ifPresent(
            file ->
                problem(
                    Kind.MODEL,
                    "the cache was made with another model, " + known.modelName(),
                    CALIBRATE_AGAIN + " with " + file));
    if (data.isPresent() && known.data().isPresent()) {
      checkData(data.get(), known.data().get());
    }
    if (!cache.header().text().equals(known.header())) {
      checkHeader(known);
    }
    if (!known.isOfItsHeadersAlgorithm()) {
      problem(
          Kind.SIDECAR,
          "the sidecar says that it is of "
              + known.algorithm()
              + ", which never writes its header, '"
              + known.header()
              + "'",
          "it was edited; " + CALIBRATE_AGAIN);
    }
    compareScales(known);
  }

  private void checkHeader(Sidecar known) {
    Optional<CacheHeader> original = CacheHeader.parse(known.header());
    boolean sameAlgorithm =
        original.flatMap(CacheHeader::algorithm).equals(cache.header().algorithm());
    problem(
        original.isEmpty() ? Kind.SIDECAR : sameAlgorithm ? Kind.VERSION : Kind.ALGORITHM,
        "the cache's header is '"
            + cache.header().text()
            + "', the sidecar's '"
            + known.header()
            + "'",
        "one of them was edited or is another run's; " + CALIBRATE_AGAIN);
  }

  private void checkData(DataDescription own, DataDescription known) {
    if (!own.preprocessing().equals(known.preprocessing())) {
      problem(
          Kind.PREPROCESSING,
          "the cache was made with '"
              + known.preprocessing()
              + "', this run has '"
              + own.preprocessing()
              + "'",
          "use the same options, or " + CALIBRATE_AGAIN);
    }
    boolean same =
        own.sha256().equals(known.sha256())
            && own.samples() == known.samples()
            && own.kind().equals(known.kind());
    if (!same) {
      problem(
          Kind.DATA,
          "the cache was made with other data: "
              + describe(known)
              + "; this run has "
              + describe(own),
          "use the same files in the same order, or " + CALIBRATE_AGAIN);
    }
  }

  private static String describe(DataDescription data) {
    return data.samples() + " " + data.kind() + " of " + shortened(data.sha256());
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(hash.length(), 12));
  }

  private void compareScales(Sidecar known) {
    CalibrationCache original =
        CalibrationCache.of(Algorithm.minMax(), CacheHeader.REFERENCE_VERSION, known.tensors());
    CacheDiff diff = CacheDiff.between(original, cache);
    for (CacheDiff.Tensor tensor : diff.tensors()) {
      if (Float.floatToIntBits(tensor.first()) != Float.floatToIntBits(tensor.second())
          && !told(tensor.name())) {
        problem(
            Kind.SIDECAR,
            tensor.name(),
            "the scale is " + tensor.second() + ", the sidecar's " + tensor.first(),
            "one of them was edited or is another run's; " + CALIBRATE_AGAIN);
      }
    }
    for (String name : diff.onlyInFirst()) {
      if (!told(name)) {
        problem(
            Kind.MISSING, name, "the sidecar has it, the cache no line for it", CALIBRATE_AGAIN);
      }
    }
    for (String name : diff.onlyInSecond()) {
      if (!told(name)) {
        problem(Kind.FOREIGN, name, "the sidecar does not have it", CALIBRATE_AGAIN);
      }
    }
  }

  /** One finding a tensor is enough. */
  private boolean told(String tensor) {
    return found.stream()
        .anyMatch(
            problem -> problem.isProblem() && problem.tensor().filter(tensor::equals).isPresent());
  }

  private void problem(Kind kind, String detail, String advice) {
    add(kind, Severity.PROBLEM, Optional.empty(), detail, advice);
  }

  private void problem(Kind kind, String tensor, String detail, String advice) {
    add(kind, Severity.PROBLEM, Optional.of(tensor), detail, advice);
  }

  private void add(
      Kind kind, Severity severity, Optional<String> tensor, String detail, String advice) {
    found.add(new CacheProblem(kind, severity, tensor, detail, advice));
  }
}
