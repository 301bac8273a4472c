package dev.trtcal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs benchmarks, then prints how the variants of each class compare: every method against the one
 * named {@code reference} with the same parameters, in the same run.
 *
 * <p>Arguments: JMH's own, that is regular expressions on the benchmarks' names, and options;
 * {@code -json FILE} besides writes what {@code trtcal bench --json} would print.
 */
public final class Benchmarks {
  private static final String REFERENCE = "reference";

  private Benchmarks() {}

  /** See the class. */
  public static void main(String[] args)
      throws RunnerException, CommandLineOptionException, IOException {
    List<String> options = new ArrayList<>(List.of(args));
    int json = options.indexOf("-json");
    Optional<Path> file = Optional.empty();
    if (json >= 0) {
      file = Optional.of(Path.of(options.remove(json + 1)));
      options.remove(json);
    }
    Collection<RunResult> results =
        new Runner(new CommandLineOptions(options.toArray(String[]::new))).run();
    Map<String, List<RunResult>> groups =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    result -> group(result.getParams()), LinkedHashMap::new, Collectors.toList()));
    System.out.println();
    groups.forEach(Benchmarks::print);
    if (file.isPresent()) {
      BenchReport report = new BenchReport();
      groups.forEach((group, variants) -> add(report, group, variants));
      BenchFile.write(report, file.get());
    }
  }

  /** The reference first, each other with its ratio to it; then what a call allocates. */
  private static void add(BenchReport report, String group, List<RunResult> results) {
    List<RunResult> ordered = new ArrayList<>(results);
    ordered.sort(Comparator.comparing(result -> !variant(result).equals(REFERENCE)));
    boolean compared = variant(ordered.get(0)).equals(REFERENCE);
    for (RunResult result : ordered) {
      Result<?> time = result.getPrimaryResult();
      if (compared && !variant(result).equals(REFERENCE)) {
        report.add(group, variant(result), time.getScore(), time.getScoreUnit(), REFERENCE);
      } else {
        report.add(group, variant(result), time.getScore(), time.getScoreUnit());
      }
    }
    for (RunResult result : ordered) {
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      if (allocated != null) {
        report.add(group + " allocates", variant(result), allocated.getScore(), "B/op");
      }
    }
  }

  /** Benchmarks of one class with the same parameters. */
  private static String group(BenchmarkParams params) {
    String name = params.getBenchmark();
    String className = name.substring(0, name.lastIndexOf('.'));
    String values =
        params.getParamsKeys().stream()
            .map(key -> " " + key + "=" + params.getParam(key))
            .collect(Collectors.joining());
    return className.substring(className.lastIndexOf('.') + 1) + values;
  }

  private static String variant(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void print(String group, List<RunResult> results) {
    results.stream()
        .filter(result -> variant(result).equals(REFERENCE))
        .findFirst()
        .ifPresent(
            reference ->
                results.stream()
                    .filter(result -> !variant(result).equals(REFERENCE))
                    .forEach(result -> System.out.println(line(group, result, reference))));
  }

  private static String line(String group, RunResult result, RunResult reference) {
    Result<?> own = result.getPrimaryResult();
    Result<?> other = reference.getPrimaryResult();
    double faster =
        result.getParams().getMode() == Mode.Throughput
            ? own.getScore() / other.getScore()
            : other.getScore() / own.getScore();
    return String.format(
        Locale.ROOT,
        "%s: %s %.4g %s, %s %.4g: %.1f times as fast",
        group,
        variant(result),
        own.getScore(),
        own.getScoreUnit(),
        REFERENCE,
        other.getScore(),
        faster);
  }
}
