package dev.trtcal.fidelity;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.algorithm.EntropySearch;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cpu.CpuEngine;
import dev.trtcal.cpu.ObservedHistograms;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calibrates every golden model on the CPU with every algorithm of which TensorRT's cache is there,
 * and prints how near the two come, as Markdown. A program, not a test: it takes minutes.
 *
 * <p>Argument: a folder with, for each model, a folder that holds {@code model_batch32.onnx} (fed
 * {@code fashion_data/calib512.npy}, 32 samples a batch) and TensorRT's caches; and {@code
 * families} with, for each model, {@code model.onnx} of batch 8, {@code data.txt} that names what
 * it is fed of {@code families/data}, and the caches.
 */
public final class FidelityTable {
  private static final double[] TOLERANCES = {2e-6, 1e-5, 1e-3, 1e-2};

  /** Below this relative distance of divergences two thresholds count as a near tie. */
  private static final double NEAR = 2e-3;

  /** Up to here the choice is still shallow. */
  private static final double CLOSE = 0.05;

  private final PrintStream out;
  private final Map<String, long[]> totals = new LinkedHashMap<>();
  private final List<String> misses = new ArrayList<>();

  private FidelityTable(PrintStream out) {
    this.out = out;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("give the folder of golden data");
    }
    new FidelityTable(new PrintStream(System.out, true, StandardCharsets.UTF_8))
        .print(Path.of(args[0]));
  }

  /** A model with its data. */
  private record Subject(String name, Path model, Map<String, Path> data, int batch) {
    Calibration.Builder calibration(BatchSource source) {
      return Calibration.of(model, source).batchSize(batch);
    }

    BatchSource source() {
      return NpySource.of(data).network(OnnxModel.read(model).inputs()).open();
    }

    List<Path> caches() throws IOException {
      try (Stream<Path> files = Files.list(model.getParent())) {
        return files.filter(file -> file.toString().endsWith(".cache")).sorted().toList();
      }
    }
  }

  private void print(Path golden) throws IOException {
    out.println(
        "| model | cache | tensors | missing | foreign | order | 2e-6 | 1e-5 | 1e-3 | 1e-2 | worst"
            + " |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Subject subject : subjects(golden)) {
      Map<String, Histogram> histograms = new HashMap<>();
      for (Path cache : subject.caches()) {
        compare(subject, cache, histograms);
      }
    }
    out.println();
    out.println("| cache | models | names exact | tensors | 2e-6 | 1e-5 | 1e-3 | 1e-2 |");
    out.println("|---|---|---|---|---|---|---|---|");
    totals.forEach(
        (name, n) ->
            out.println(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %s | %s | %s | %s |",
                    name,
                    n[0],
                    n[1],
                    n[2],
                    share(n[3], n[2]),
                    share(n[4], n[2]),
                    share(n[5], n[2]),
                    share(n[6], n[2]))));
    out.println();
    out.println("| further than 1e-2 apart | ours / TensorRT's | why |");
    out.println("|---|---|---|");
    misses.forEach(out::println);
  }

  private static String share(long part, long all) {
    return String.format(Locale.ROOT, "%d (%.1f %%)", part, 100.0 * part / all);
  }

  private static List<Subject> subjects(Path golden) throws IOException {
    List<Subject> subjects = new ArrayList<>();
    for (Path folder : folders(golden)) {
      Path model = folder.resolve("model_batch32.onnx");
      if (Files.exists(model)) {
        Path data = golden.resolve("fashion_data/calib512.npy");
        subjects.add(
            new Subject(folder.getFileName().toString(), model, Map.of("input", data), 32));
      }
    }
    for (Path folder : folders(golden.resolve("families"))) {
      Path data = folder.resolve("data.txt");
      if (Files.exists(data)) {
        Map<String, Path> inputs = new TreeMap<>();
        for (String entry : Files.readString(data).strip().split(",", -1)) {
          int equals = entry.indexOf('=');
          inputs.put(
              entry.substring(0, equals),
              golden.resolve("families/data").resolve(entry.substring(equals + 1) + ".npy"));
        }
        subjects.add(
            new Subject(folder.getFileName().toString(), folder.resolve("model.onnx"), inputs, 8));
      }
    }
    return subjects;
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  private void compare(Subject subject, Path file, Map<String, Histogram> histograms) {
    CalibrationCache cache = CalibrationCache.parse(file);
    Algorithm algorithm = cache.header().algorithm().orElseThrow();
    String name = file.getFileName().toString().replace(".cache", "");
    Map<String, Float> theirs = scales(cache.entries());
    Map<String, Float> ours;
    List<String> order;
    List<String> notes;
    try (BatchSource source = subject.source()) {
      CalibrationResult result =
          new CpuEngine()
              .calibrate(
                  subject
                      .calibration(source)
                      .algorithm(algorithm)
                      .buildOptions(options(name.contains("before")))
                      .build(),
                  ProgressListener.NONE);
      ours = scales(result.tensors());
      order = List.copyOf(ours.keySet());
      notes = result.notes();
    }
    long missing = theirs.keySet().stream().filter(n -> !ours.containsKey(n)).count();
    long foreign = order.stream().filter(n -> !theirs.containsKey(n)).count();
    Map<String, Double> deviations = new LinkedHashMap<>();
    theirs.forEach(
        (tensor, scale) -> {
          if (ours.containsKey(tensor)) {
            deviations.put(tensor, deviation(ours.get(tensor), scale));
          }
        });
    long[] total = totals.computeIfAbsent(name, key -> new long[3 + TOLERANCES.length]);
    total[0]++;
    total[1] += missing == 0 && foreign == 0 ? 1 : 0;
    total[2] += theirs.size();
    StringBuilder counts = new StringBuilder();
    for (int i = 0; i < TOLERANCES.length; i++) {
      double tolerance = TOLERANCES[i];
      long within = deviations.values().stream().filter(d -> d <= tolerance).count();
      total[3 + i] += within;
      counts.append(" | ").append(within);
    }
    out.println(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %d | %d | %s%s | %s |",
            subject.name(),
            name,
            theirs.size(),
            missing,
            foreign,
            order.equals(List.copyOf(theirs.keySet())) ? "same" : "other",
            counts,
            worst(deviations)));
    deviations.forEach(
        (tensor, deviation) -> {
          if (deviation > 1e-2) {
            if (histograms.isEmpty()) {
              observe(subject, histograms);
            }
            misses.add(
                String.format(
                    Locale.ROOT,
                    "| %s, %s, `%s` | %.4f | %s |",
                    subject.name(),
                    name,
                    tensor,
                    ours.get(tensor) / theirs.get(tensor),
                    why(
                        algorithm,
                        histograms.get(tensor),
                        ours.get(tensor),
                        theirs.get(tensor),
                        inSharedBuffer(subject, tensor, algorithm, ours.get(tensor)),
                        notes.stream().anyMatch(note -> mayBeView(note, tensor)))));
          }
        });
  }

  private static void observe(Subject subject, Map<String, Histogram> histograms) {
    try (BatchSource source = subject.source()) {
      histograms.putAll(ObservedHistograms.of(subject.calibration(source).build()));
    }
  }

  /** Whether TensorRT itself found our scale where it measured before fusion. */
  private static boolean inSharedBuffer(
      Subject subject, String tensor, Algorithm algorithm, float ours) {
    Path entropy2 = subject.model().resolveSibling("entropy2.cache");
    if (!(algorithm instanceof Algorithm.Entropy) || !Files.exists(entropy2)) {
      return false;
    }
    Float before = scales(CalibrationCache.parse(entropy2).entries()).get(tensor);
    return before != null && deviation(ours, before) <= 1e-2;
  }

  private static boolean mayBeView(String note, String tensor) {
    return note.startsWith("TensorRT may measure")
        && List.of(note.substring(note.lastIndexOf(": ") + 2).split(", ", -1)).contains(tensor);
  }

  /** What TensorRT's threshold is in terms of the histogram observed here. */
  private static String why(
      Algorithm algorithm,
      Histogram histogram,
      float ours,
      float theirs,
      boolean inSharedBuffer,
      boolean mayBeView) {
    int bin = bin(histogram, theirs);
    int own = bin(histogram, ours);
    boolean searched = !(algorithm instanceof Algorithm.Legacy) && bin >= 0 && own >= 0;
    double[] divergences = EntropySearch.divergences(histogram);
    double apart = searched ? divergences[bin] / divergences[own] - 1 : Double.NaN;
    String facts =
        searched
            ? String.format(
                Locale.ROOT,
                "bin %d here, %d there; divergence %.6g here, %.6g there (%+.2g %%); %d values",
                own,
                bin,
                divergences[own],
                divergences[bin],
                100 * apart,
                histogram.total())
            : "";
    if (Math.abs(apart) <= NEAR) {
      return "near tie: " + facts;
    }
    if (inSharedBuffer) {
      return "buffer shared after fusion: TensorRT's own entropy2 has ours";
    }
    if (mayBeView) {
      return "buffer shared after fusion: first operand of a Concat, or a slice";
    }
    return searched && Double.isFinite(divergences[own])
        ? (apart <= CLOSE ? "close: " : "other values: ") + facts
        : "other values";
  }

  /** The bin that the entropy search chose to come to a scale; -1 when none leads to it. */
  private static int bin(Histogram histogram, float scale) {
    double position = scale * 127.0 / histogram.width() - 0.5;
    long bin = Math.round(position);
    boolean whole = bin >= 0 && bin <= Histogram.BINS && Math.abs(position - bin) < 0.05;
    return whole ? (int) bin : -1;
  }

  private static String worst(Map<String, Double> deviations) {
    return deviations.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(entry -> String.format(Locale.ROOT, "%.1e `%s`", entry.getValue(), entry.getKey()))
        .orElse("-");
  }

  private static double deviation(float ours, float theirs) {
    return ours == theirs ? 0 : Math.abs((double) ours - theirs) / Math.abs(theirs);
  }

  private static BuildOptions options(boolean beforeFusion) {
    return BuildOptions.builder().beforeFusion(beforeFusion).build();
  }

  private static Map<String, Float> scales(List<TensorRange> ranges) {
    return ranges.stream()
        .collect(
            Collectors.toMap(
                TensorRange::name, TensorRange::scale, (a, b) -> a, LinkedHashMap::new));
  }
}
