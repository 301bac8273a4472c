package dev.trtcal.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ValueHistogram;
import dev.trtcal.algorithm.EntropySearch;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.tensorrt.NativeBench;
import dev.trtcal.tensorrt.WholeCalibration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A whole calibration on TensorRT, Entropy2 to the finished cache, each in a process of its own and
 * in turns: from C++ without shim and Java, from Java through TensorRT's interface call by call,
 * and by {@link Calibration#run()}. All must write the same cache. Besides, TensorRT's entropy
 * search in these very runs against trtcal's over the same network and data.
 *
 * <p>Arguments: MODEL.onnx (float32, a static batch of 32), DATA.npy, the JSON file that is
 * written, and how many rounds (default 5).
 */
final class WholeBench {
  private static final String CPP = "C++";
  private static final List<String> PARTS =
      List.of(
          "builder",
          "parse",
          "toFirstBatch",
          "batches",
          "callbacks",
          "copies",
          "search",
          "stop",
          "close");

  private final String model;
  private final String data;
  private final Map<String, Path> caches = new LinkedHashMap<>();
  private final Map<String, List<JsonObject>> runs = new LinkedHashMap<>();

  private WholeBench(String model, String data) {
    this.model = model;
    this.data = data;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
    WholeBench bench = new WholeBench(args[0], args[1]);
    BenchReport report = new BenchReport();
    bench.run(rounds);
    bench.report(report);
    bench.search(report);
    BenchFile.write(report, Path.of(args[2]));
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("whole");
    for (String variant : List.of(CPP, "api", "run")) {
      caches.put(variant, folder.resolve(variant + ".cache"));
      runs.put(variant, new ArrayList<>());
    }
    // One round before, unmeasured: it brings the libraries into memory.
    for (int round = -1; round < rounds; round++) {
      for (String variant : caches.keySet()) {
        JsonObject run = once(variant);
        if (round >= 0) {
          runs.get(variant).add(run);
        }
      }
      byte[] first = Files.readAllBytes(caches.get(CPP));
      for (Path cache : caches.values()) {
        if (!Arrays.equals(first, Files.readAllBytes(cache))) {
          throw new IllegalStateException(cache + ": another cache than the C++ program's");
        }
        Files.delete(cache);
      }
    }
    Files.delete(folder);
  }

  private JsonObject once(String variant) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (variant.equals(CPP)) {
      command.add(NativeBench.path().resolveSibling("calibrate").toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(WholeCalibration.class.getName(), variant));
    }
    command.addAll(List.of(model, data, caches.get(variant).toString()));
    long start = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    for (String library : List.of("nvinfer", "nvonnxparser", "cudart")) {
      String path = System.getProperty("trtcal." + library);
      if (path != null) {
        builder.environment().put("TRTCAL_" + library.toUpperCase(Locale.ROOT), path);
      }
    }
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    long wall = System.nanoTime() - start;
    if (status != 0) {
      throw new IllegalStateException(command + " ended with " + status + ": " + out);
    }
    JsonObject run = JsonParser.parseString(out.lines().reduce("", (a, b) -> b)).getAsJsonObject();
    run.addProperty("process", wall);
    return run;
  }

  private double median(String variant, String part) {
    return TakingTurns.median(
            runs.get(variant).stream().mapToLong(run -> run.get(part).getAsLong()).toArray())
        / 1e6;
  }

  private void report(BenchReport report) {
    for (String part : List.of("process", "total")) {
      report.add("calibration, " + part, CPP, median(CPP, part), "ms");
      for (String variant : List.of("api", "run")) {
        report.add("calibration, " + part, variant, median(variant, part), "ms", CPP);
      }
    }
    for (String part : PARTS) {
      report.add("  " + part, CPP, median(CPP, part), "ms");
      report.add("  " + part, "api", median("api", part), "ms", CPP);
    }
    // From the network's parsing to TensorRT's answer: without the start of processes and GPU.
    report.add("  build to the cache", CPP, build(CPP), "ms");
    report.add("  build to the cache", "api", build("api"), "ms", CPP);
  }

  private double build(String variant) {
    return TakingTurns.median(
            runs.get(variant).stream()
                .mapToLong(
                    run ->
                        run.get("toFirstBatch").getAsLong()
                            + run.get("batches").getAsLong()
                            + run.get("search").getAsLong())
                .toArray())
        / 1e6;
  }

  private void search(BenchReport report) {
    List<Histogram> histograms = new ArrayList<>();
    try (NpySource source = NpySource.of(Path.of(data)).open()) {
      CalibrationResult result =
          Calibration.of(Path.of(model), source)
              .engine("cpu")
              .algorithm(Algorithm.entropy2())
              .batchSize(32)
              .keepHistograms(true)
              .build()
              .run();
      for (ValueHistogram kept : result.histograms().values()) {
        long[] counts = kept.counts();
        float width = (float) kept.width();
        histograms.add(Histogram.of(counts, width, width * counts.length));
      }
    }
    TakingTurns turns = new TakingTurns();
    turns.add("warm up", () -> histograms.forEach(EntropySearch::threshold));
    turns.add(
        "trtcal, one thread",
        () -> {
          for (Histogram histogram : histograms) {
            EntropySearch.threshold(histogram);
          }
        });
    String name = "entropy search, " + histograms.size() + " tensors";
    report.add(name, "TensorRT", median(CPP, "search"), "ms");
    report.add(
        name, "trtcal, one thread", turns.medians(15).get("trtcal, one thread"), "ms", "TensorRT");
  }
}
