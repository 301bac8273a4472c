package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CacheCheck;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CacheProblem;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.onnx.OnnxModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal check CACHE --model MODEL}: what TensorRT would take without a word. */
@Command(
    name = "check",
    description =
        "Find what TensorRT would take without a word: a truncated cache, another model's, version's or algorithm's,"
            + " zero and infinite scales. Exit code 4 when something is found.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  /** What {@code --fail-on} takes. */
  enum FailOn {
    problem,
    warning,
    never
  }

  /** What {@code --algorithm} takes. */
  enum AlgorithmName {
    minmax,
    entropy2,
    entropy,
    legacy
  }

  private static final int LONGEST_LIST = 10;
  private static final Set<String> NO_CACHE = Set.of("cache.empty", "cache.header", "cache.line");
  private static final Pattern VERSION =
      Pattern.compile("([0-9]{1,2})\\.([0-9]{1,2})(\\.([0-9]{1,2}))?");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CACHE", description = "The calibration cache.")
  private Path file;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "The ONNX file it is for.")
  private Path model;

  @Option(
      names = "--sidecar",
      paramLabel = "FILE",
      description = "What the cache was made from (default: CACHE.json, where there is one).")
  private Path sidecarFile;

  @Option(
      names = "--algorithm",
      description = "${COMPLETION-CANDIDATES}: the algorithm that is expected (default: any).")
  private AlgorithmName algorithm;

  @Option(
      names = "--tensorrt",
      paramLabel = "VERSION",
      description = "The TensorRT that will build with it (default: 10.6.0).")
  private String version;

  @Mixin private DataOptions data;

  @Option(
      names = "--fail-on",
      defaultValue = "problem",
      description = "${COMPLETION-CANDIDATES}: what exit code 4 is for (default: problem).")
  private FailOn failOn;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    OnnxModel network = OnnxModel.read(model);
    List<String> notes = new ArrayList<>();
    List<CacheProblem> problems = new ArrayList<>();
    int tensors = check(network, problems, notes);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, toJson(problems, notes));
    } else {
      print(out, problems, notes, tensors);
    }
    boolean serious =
        problems.stream().anyMatch(p -> p.severity() == CacheProblem.Severity.PROBLEM);
    boolean fails =
        switch (failOn) {
          case problem -> serious;
          case warning -> !problems.isEmpty();
          case never -> false;
        };
    return fails ? ExitCode.CHECK : ExitCode.DONE;
  }

  /** The number of tensors that were looked at. */
  private int check(OnnxModel network, List<CacheProblem> problems, List<String> notes) {
    CalibrationCache cache;
    try {
      cache = CalibrationCache.parse(file);
    } catch (InvalidInputException e) {
      if (!NO_CACHE.contains(e.code())) {
        throw e;
      }
      problems.add(unreadable(CacheProblem.Kind.LINE, e));
      return 0;
    }
    CacheCheck check =
        CacheCheck.of(cache)
            .model(model)
            .tensorRt(version == null ? CacheHeader.REFERENCE_VERSION : number(version))
            .alwaysZero(() -> ZeroProbe.alwaysZero(model));
    if (algorithm != null) {
      check.algorithmId(algorithm.name());
    }
    addSidecar(check, problems, notes);
    if (data.given()) {
      try (BatchSource source = data.open(network.inputs())) {
        source.description().ifPresent(check::data);
      }
    }
    problems.addAll(check.run());
    if (!check.namesCompared()) {
      notes.add(
          "the names were not compared with the model's: the CPU engine cannot run here, or not this"
              + " model");
    }
    return cache.entries().size();
  }

  private void addSidecar(CacheCheck check, List<CacheProblem> problems, List<String> notes) {
    Path sidecar = sidecarFile != null ? sidecarFile : Sidecar.beside(file);
    if (sidecarFile == null && !Files.exists(sidecar)) {
      notes.add(
          "there is no sidecar "
              + sidecar
              + ": whether model and data are those it was made from cannot be told");
      return;
    }
    try {
      check.sidecar(Sidecar.read(sidecar));
    } catch (InvalidInputException e) {
      if (e.code().equals("sidecar.missing")) {
        throw e;
      }
      problems.add(unreadable(CacheProblem.Kind.SIDECAR, e));
    }
  }

  private static CacheProblem unreadable(CacheProblem.Kind kind, InvalidInputException failure) {
    return new CacheProblem(
        kind,
        CacheProblem.Severity.PROBLEM,
        Optional.empty(),
        failure.getMessage(),
        "calibrate again or fetch the whole file");
  }

  private static int number(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      throw new UsageException(
          "version.invalid", "--tensorrt " + version + ": write it as 10.6 or 10.6.0");
    }
    int patch = parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4));
    return CacheHeader.version(
        Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), patch);
  }

  private void print(
      PrintWriter out, List<CacheProblem> problems, List<String> notes, int tensors) {
    Map<CacheProblem.Kind, Integer> shown = new EnumMap<>(CacheProblem.Kind.class);
    for (CacheProblem problem : problems) {
      if (shown.merge(problem.kind(), 1, Integer::sum) <= LONGEST_LIST) {
        String mark = problem.severity() == CacheProblem.Severity.WARNING ? "warning: " : "";
        out.println(mark + problem);
      }
    }
    shown.forEach(
        (kind, number) -> {
          if (number > LONGEST_LIST) {
            out.println(
                kind.id() + ": " + (number - LONGEST_LIST) + " more; --json lists them all");
          }
        });
    notes.forEach(note -> out.println("note: " + note));
    long serious =
        problems.stream().filter(p -> p.severity() == CacheProblem.Severity.PROBLEM).count();
    long warnings = problems.size() - serious;
    String where = " in " + tensors + " tensors of " + file;
    out.println(
        problems.isEmpty()
            ? "no problems found" + where
            : counted(serious, "problem") + " and " + counted(warnings, "warning") + where);
    out.flush();
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static JsonObject toJson(List<CacheProblem> problems, List<String> notes) {
    JsonObject root = new JsonObject();
    JsonArray array = new JsonArray();
    for (CacheProblem problem : problems) {
      JsonObject entry = new JsonObject();
      entry.addProperty("kind", problem.kind().id());
      entry.addProperty("tensor", problem.tensor().orElse(null));
      entry.addProperty("detail", problem.detail());
      entry.addProperty("severity", problem.severity().id());
      entry.addProperty("advice", problem.advice());
      array.add(entry);
    }
    root.add("problems", array);
    JsonArray remarks = new JsonArray();
    notes.forEach(remarks::add);
    root.add("notes", remarks);
    return root;
  }
}
