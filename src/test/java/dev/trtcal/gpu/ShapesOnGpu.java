package dev.trtcal.gpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.TrtcalException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpyFile;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.dataset.NpyWriter;
import dev.trtcal.onnx.MixedModel;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Dynamic shapes, several inputs and Legacy's histograms on a real GPU: caches by name against
 * TensorRT's golden ones, and against the CPU engine's. A program, not a test: it needs a GPU and
 * TensorRT 10. {@code src/test/gpu/run.sh} starts it.
 *
 * <p>Arguments: the folder of golden data, a folder for what is made, and the demo's model, which
 * is the golden residual network with a dynamic batch.
 */
public final class ShapesOnGpu {
  private static final Algorithm LEGACY = Algorithm.legacy(0.9999, 1);

  private final Path golden;
  private final Path out;
  private final PrintStream report;
  private boolean failed;

  private ShapesOnGpu(Path golden, Path out, PrintStream report) {
    this.golden = golden;
    this.out = out;
    this.report = report;
  }

  /** Ends with an exception when a cache is not what it must be. */
  public static void main(String[] arguments) throws IOException {
    ShapesOnGpu run = new ShapesOnGpu(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
    Files.createDirectories(run.out);
    run.dynamicBatch(Path.of(arguments[2]));
    run.severalInputs();
    run.histograms();
    if (run.failed) {
      throw new IllegalStateException("a cache is not what it must be");
    }
  }

  /** One calibration; what is left at its default is the network's and TensorRT's. */
  private final class Run {
    private final Path model;
    private final Map<String, Path> data;
    private final String name;
    private Algorithm algorithm = Algorithm.minMax();
    private String engine = "tensorrt";
    private OptionalInt batch = OptionalInt.empty();
    private Map<String, ShapeRange> shapes = Map.of();
    private Path histograms;
    private boolean reuse;
    private List<String> notes = List.of();
    private double seconds;

    Run(Path model, Map<String, Path> data, String name) {
      this.model = model;
      this.data = data;
      this.name = name;
    }

    /** Scales by name. */
    Map<String, Float> scales() {
      long start = System.nanoTime();
      try (BatchSource source = NpySource.of(data).network(OnnxModel.read(model).inputs()).open()) {
        Calibration.Builder wanted =
            Calibration.of(model, source)
                .engine(engine)
                .algorithm(algorithm)
                .cache(out.resolve(name + ".cache"))
                .shapes(shapes)
                .reuseHistograms(reuse);
        batch.ifPresent(wanted::batchSize);
        if (histograms != null) {
          wanted.histogramCache(histograms);
        }
        CalibrationResult result = wanted.build().run();
        notes = result.notes();
        seconds = (System.nanoTime() - start) / 1e9;
        return byName(result.tensors());
      }
    }
  }

  private static Map<String, Float> byName(List<TensorRange> tensors) {
    Map<String, Float> scales = new LinkedHashMap<>();
    tensors.forEach(tensor -> scales.put(tensor.name(), tensor.scale()));
    return scales;
  }

  private Map<String, Float> golden(String model, String cache) {
    return byName(CalibrationCache.parse(golden.resolve(model).resolve(cache)).entries());
  }

  private void dynamicBatch(Path resnet) {
    report.println(
        "| dynamic model | algorithm | batch | engine's profile | against the static golden cache |"
            + " seconds |");
    report.println("|---|---|---|---|---|---|");
    Map<String, Path> data = Map.of("", golden.resolve("fashion_data/calib512.npy"));
    Path mobile = golden.resolve("fashion_mobile/model.onnx");
    dynamic("fashion_resnet", resnet, data, Algorithm.minMax(), 1, 32, 32);
    dynamic("fashion_resnet", resnet, data, Algorithm.entropy2(), 1, 32, 32);
    dynamic("fashion_mobile", mobile, data, Algorithm.minMax(), 1, 32, 32);
    dynamic("fashion_mobile", mobile, data, Algorithm.entropy2(), 1, 32, 32);
    // An engine that is tuned for less than what calibrates, and one that does not even take it.
    dynamic("fashion_resnet", resnet, data, Algorithm.minMax(), 1, 8, 32);
    dynamic("fashion_resnet", resnet, data, Algorithm.minMax(), 1, 4, 16);
    report.println();
  }

  private void dynamic(
      String name,
      Path model,
      Map<String, Path> data,
      Algorithm algorithm,
      long min,
      long opt,
      long max) {
    String profile = min + "," + opt + "," + max;
    Run run = new Run(model, data, name + ".dynamic." + algorithm.id() + "." + profile);
    run.algorithm = algorithm;
    run.batch = OptionalInt.of(32);
    run.shapes = Map.of("input", new ShapeRange(shape(min), shape(opt), shape(max)));
    String verdict =
        attempt(() -> compare(golden(name, algorithm.id() + ".cache"), run.scales(), 0));
    report.printf(
        Locale.ROOT,
        "| %s | %s | 32 | %s | %s | %.1f |%n",
        name,
        algorithm.id(),
        profile,
        verdict,
        run.seconds);
  }

  private static Shape shape(long batch) {
    return Shape.of(batch, 1, 28, 28);
  }

  private void severalInputs() throws IOException {
    report.println("| two inputs | algorithm | against | TensorRT | seconds |");
    report.println("|---|---|---|---|---|");
    Path family = golden.resolve("families/two_inputs/model.onnx");
    Map<String, Path> data =
        Map.of(
            "image", golden.resolve("families/data/img32.npy"),
            "vector", golden.resolve("families/data/vec.npy"));
    for (Algorithm algorithm : List.of(Algorithm.minMax(), Algorithm.entropy2())) {
      Run run = new Run(family, data, "two_inputs." + algorithm.id());
      run.algorithm = algorithm;
      String verdict =
          attempt(
              () ->
                  compare(
                      golden("families/two_inputs", algorithm.id() + ".cache"), run.scales(), 0));
      row("float32, float32", algorithm, "its golden cache", verdict, run);
    }
    Run whole =
        new Run(
            golden.resolve("fashion_resnet/model_batch32.onnx"),
            Map.of("input", wholeBatches()),
            "whole_batches");
    String equal =
        attempt(() -> compare(golden("fashion_resnet", "minmax.cache"), whole.scales(), 0));
    row("one input, whole batches", whole.algorithm, "its golden cache", equal, whole);
    for (ElementType other : List.of(ElementType.INT64, ElementType.INT32, ElementType.FLOAT16)) {
      mixed(other);
    }
    mixed(ElementType.BOOL);
    report.println();
  }

  /** The golden data as 16 batches of 32, each of which is one sample for the network's input. */
  private Path wholeBatches() {
    Path file = out.resolve("whole.npy");
    try (NpyFile data = NpyFile.open(golden.resolve("fashion_data/calib512.npy"));
        Arena arena = Arena.ofConfined();
        NpyWriter writer =
            NpyWriter.create(
                file, new TensorSpec("input", ElementType.FLOAT32, Shape.of(32, 1, 28, 28)))) {
      long elements = data.shape().elements();
      MemorySegment memory = arena.allocate(elements * Float.BYTES, Float.BYTES);
      data.read(0, elements, memory);
      writer.append(memory, 16);
      writer.commit();
    }
    return file;
  }

  private void mixed(ElementType other) throws IOException {
    MixedModel mixed = new MixedModel(other);
    Path model = mixed.write(out);
    Map<String, Path> data = mixed.data(out);
    Run cpu = new Run(model, data, "mixed.cpu." + other);
    cpu.engine = "cpu";
    cpu.batch = OptionalInt.of(16);
    Run run = new Run(model, data, "mixed.tensorrt." + other);
    run.batch = OptionalInt.of(16);
    String verdict = attempt(() -> compare(cpu.scales(), run.scales(), 1e-4));
    row(
        "float32, " + other.name().toLowerCase(Locale.ROOT),
        run.algorithm,
        "the CPU engine",
        verdict,
        run);
  }

  private void row(String inputs, Algorithm algorithm, String against, String verdict, Run run) {
    report.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.1f |%n",
        inputs,
        algorithm.id(),
        against,
        verdict,
        run.seconds);
  }

  private void histograms() {
    report.println(
        "| Legacy's histograms, fashion_resnet | quantile | cutoff | TensorRT | CPU engine against"
            + " TensorRT | seconds |");
    report.println("|---|---|---|---|---|---|");
    Path kept = out.resolve("fashion_resnet.hist");
    rescaled("measured by TensorRT", LEGACY, kept, false, "legacy.cache");
    rescaled("reused", Algorithm.legacy(0.99, 1), kept, true, "legacy_q99.cache");
    rescaled("reused", Algorithm.legacy(0.9999, 0.5), kept, true, "legacy_c50.cache");
    Path cpus = out.resolve("fashion_resnet.cpu.hist");
    Run cpu = legacy("cpu", LEGACY, cpus, false);
    attempt(() -> cpu.scales().size() + " tensors");
    rescaled(
        "measured by the CPU engine", Algorithm.legacy(0.99, 1), cpus, true, "legacy_q99.cache");
  }

  private Run legacy(String engine, Algorithm algorithm, Path histograms, boolean reuse) {
    Algorithm.Legacy legacy = (Algorithm.Legacy) algorithm;
    Run run =
        new Run(
            golden.resolve("fashion_resnet/model_batch32.onnx"),
            Map.of("", golden.resolve("fashion_data/calib512.npy")),
            "legacy." + engine + "." + legacy.quantile() + "." + legacy.cutoff() + "." + reuse);
    run.engine = engine;
    run.algorithm = algorithm;
    run.histograms = histograms;
    run.reuse = reuse;
    return run;
  }

  private void rescaled(
      String what, Algorithm algorithm, Path histograms, boolean reuse, String expected) {
    Algorithm.Legacy legacy = (Algorithm.Legacy) algorithm;
    Run run = legacy("tensorrt", algorithm, histograms, reuse);
    Map<String, Float> found = new LinkedHashMap<>();
    double tolerance = what.contains("CPU") ? 1e-4 : 0;
    String verdict =
        attempt(
            () -> {
              found.putAll(run.scales());
              boolean read = run.notes.stream().noneMatch(note -> note.contains("no data were"));
              return compare(golden("fashion_resnet", expected), found, tolerance)
                  + (read == reuse ? ", BUT NOT AS IT SHOULD: " + run.notes : "");
            });
    String ours =
        attempt(() -> compare(found, legacy("cpu", algorithm, histograms, true).scales(), 2e-6));
    report.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.1f |%n",
        what,
        legacy.quantile(),
        legacy.cutoff(),
        verdict,
        ours,
        run.seconds);
  }

  /** What is asked for, in a table's cell. */
  private interface Question {
    String answer() throws IOException;
  }

  private String attempt(Question question) {
    try {
      String answer = question.answer();
      failed |= answer.contains("DIFFERS") || answer.contains("BUT NOT");
      return answer;
    } catch (TrtcalException | IOException e) {
      failed = true;
      return "FAILED: " + e.getMessage().replace('|', '/');
    }
  }

  private static String compare(
      Map<String, Float> wanted, Map<String, Float> found, double tolerance) {
    if (!wanted.keySet().equals(found.keySet())) {
      TreeSet<String> missing = new TreeSet<>(wanted.keySet());
      missing.removeAll(found.keySet());
      TreeSet<String> foreign = new TreeSet<>(found.keySet());
      foreign.removeAll(wanted.keySet());
      return "DIFFERS: missing " + missing + ", foreign " + foreign;
    }
    double worst = 0;
    String at = "";
    StringBuilder beyond = new StringBuilder();
    for (Map.Entry<String, Float> entry : wanted.entrySet()) {
      double apart = Math.abs(found.get(entry.getKey()) / (double) entry.getValue() - 1);
      if (apart > worst || Double.isNaN(apart)) {
        worst = apart;
        at = entry.getKey();
      }
      if (!(apart <= tolerance)) {
        beyond.append(
            "; %s %.9g, not %.9g"
                .formatted(entry.getKey(), found.get(entry.getKey()), entry.getValue()));
      }
    }
    if (worst == 0) {
      return wanted.size() + " of " + wanted.size() + " scales equal";
    }
    return String.format(
        Locale.ROOT,
        "%s%d names equal, scales within %.2g (%s)%s",
        worst <= tolerance ? "" : "DIFFERS: ",
        wanted.size(),
        worst,
        at,
        beyond);
  }
}
