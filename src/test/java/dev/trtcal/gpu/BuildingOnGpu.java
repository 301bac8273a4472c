package dev.trtcal.gpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.HardwareCompatibility;
import dev.trtcal.ProgressListener;
import dev.trtcal.TrtcalException;
import dev.trtcal.cli.Main;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.tensorrt.Engine;
import dev.trtcal.tensorrt.EngineLayer;
import dev.trtcal.tensorrt.PlanSidecar;
import dev.trtcal.tensorrt.TensorRt;
import dev.trtcal.tensorrt.TensorRtRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What a build can be asked for, on a real GPU: to end with the calibration, to end at once, to
 * allow FP16, to remember its timings, to keep layers in FP32; and what its engine says of its
 * layers. A program, not a test: it needs a GPU and TensorRT 10, and about two minutes.
 *
 * <p>Arguments: the folder of golden data and a folder for what is made.
 */
public final class BuildingOnGpu {
  private static final String MODEL = "fashion_resnet";

  /** What a cancelled build may take to return. */
  private static final double SOON = 1.0;

  private final Path golden;
  private final Path onnx;
  private final Path out;
  private final PrintStream report;
  private int wrong;

  private BuildingOnGpu(Path golden, Path out, PrintStream report) {
    this.golden = golden;
    this.onnx = golden.resolve(MODEL).resolve("model_batch32.onnx");
    this.out = out;
    this.report = report;
  }

  /** Ends with an exception when something is not as it should be. */
  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[1]).resolve("building");
    Files.createDirectories(out);
    BuildingOnGpu run = new BuildingOnGpu(Path.of(arguments[0]), out, System.out);
    run.earlyStop();
    run.cancel();
    run.mixedPrecision();
    run.timingCache();
    run.portable();
    if (run.wrong > 0) {
      throw new IllegalStateException(run.wrong + " things are not as they should be");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are no dependency
  private void say(String format, Object... values) {
    report.println(String.format(Locale.ROOT, format, values));
    report.flush();
  }

  private void expect(boolean holds, String what) {
    if (!holds) {
      wrong++;
      say("NOT SO: %s", what);
    }
  }

  /** Runs one calibration with Entropy2, or on a copy of a golden cache. */
  private final class Run {
    private final String name;
    private final BuildOptions options;
    private Optional<String> goldenCache = Optional.empty();
    private Algorithm algorithm = Algorithm.entropy2();
    private boolean engine = true;
    private ProgressListener progress = ProgressListener.NONE;
    private double seconds;

    Run(String name, BuildOptions options) {
      this.name = name;
      this.options = options;
    }

    Path cache() {
      return out.resolve(name + ".cache");
    }

    Path plan() {
      return out.resolve(name + ".plan");
    }

    Run from(Algorithm algorithm) {
      this.algorithm = algorithm;
      goldenCache = Optional.of(algorithm.id() + ".cache");
      return this;
    }

    CalibrationResult run() throws IOException {
      if (goldenCache.isPresent()) {
        Files.write(cache(), Files.readAllBytes(golden.resolve(MODEL).resolve(goldenCache.get())));
      }
      long start = System.nanoTime();
      try (BatchSource source =
          NpySource.of(golden.resolve("fashion_data/calib512.npy"))
              .network(OnnxModel.read(onnx).inputs())
              .open()) {
        Calibration.Builder calibration =
            Calibration.of(onnx, source)
                .engine("tensorrt")
                .algorithm(algorithm)
                .cache(cache())
                .reuseCache(goldenCache.isPresent())
                .buildOptions(options);
        if (engine) {
          calibration.plan(plan());
        }
        return calibration.build().run(progress);
      } finally {
        seconds = (System.nanoTime() - start) / 1e9;
      }
    }

    boolean hasGoldenCache() throws IOException {
      return Files.exists(cache())
          && Files.mismatch(cache(), golden.resolve(MODEL).resolve("entropy2.cache")) < 0;
    }
  }

  private static BuildOptions level(int level) {
    return BuildOptions.builder().optimizationLevel(level).build();
  }

  /** The first run of a process loads the libraries, so it is not one of those compared. */
  private void earlyStop() throws IOException {
    Run first = new Run("first", level(0));
    first.engine = false;
    first.run();
    Run alone = new Run("alone", level(0));
    alone.engine = false;
    CalibrationResult result = alone.run();
    expect(result.notes().isEmpty(), "no note: " + result.notes());
    expect(alone.hasGoldenCache(), "the cache of calibrating alone is the golden file");
    Run zero = new Run("level0", level(0));
    zero.run();
    Run two = new Run("level2", level(2));
    PhaseTree tree = new PhaseTree();
    two.progress = tree;
    two.run();
    say("| run (Entropy2) | seconds | ratio to the cache alone |");
    say("|---|---|---|");
    for (Run run : List.of(alone, zero, two)) {
      say("| %s | %.2f | %.2f |", run.name, run.seconds, run.seconds / alone.seconds);
    }
    expect(zero.hasGoldenCache() && two.hasGoldenCache(), "each cache is the golden file");
    expect(alone.seconds < zero.seconds, "no engine is quicker than an engine");
    layers(zero);
    layers(two);
    say("");
    say("phases of the build at level 2 (names without numbers, how many, most steps):");
    tree.lines().forEach(line -> say("  %s", line));
  }

  private void layers(Run run) throws IOException {
    List<EngineLayer> layers = layersOf(run.plan());
    List<EngineLayer> weighted =
        layers.stream().filter(layer -> layer.weights().isPresent()).toList();
    String stay =
        weighted.stream()
            .filter(layer -> layer.weights().get() != EngineLayer.Precision.INT8)
            .map(layer -> layer.name() + " in " + layer.weights().get())
            .collect(Collectors.joining("; "));
    say(
        "%s: %d layers, %d with weights, top-1 %.4f, not in INT8: %s",
        run.name,
        layers.size(),
        weighted.size(),
        FashionTop1.of(run.plan(), golden),
        stay.isEmpty() ? "none" : stay);
  }

  private static List<EngineLayer> layersOf(Path plan) {
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.load(plan)) {
      return engine.layers();
    }
  }

  private void cancel() throws IOException {
    say("");
    say("| cancelled in | seconds until it returned | until TensorRT did | left behind |");
    say("|---|---|---|---|");
    cancelIn("calibrating", 0);
    cancelIn("computing thresholds", 500);
    cancelIn("building the engine", 1000);
    say("");
    say(
        "| Ctrl-C of the command in | seconds until the process had ended | exit code | left behind"
            + " |");
    say("|---|---|---|---|");
    ctrlC("calibrating: 2 of 16", 0);
    ctrlC("computing thresholds", 500);
    ctrlC("building the engine", 1000);
  }

  private void ctrlC(String line, int afterMillis) throws IOException {
    String name = "ctrl-c-" + line.replaceAll("[^a-z]+", "-");
    Path cache = out.resolve(name + ".cache");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "calibrate",
            onnx.toString(),
            "--tensors",
            golden.resolve("fashion_data/calib512.npy").toString(),
            "--engine",
            "tensorrt",
            "--cache",
            cache.toString(),
            "--output",
            out.resolve(name + ".plan").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    double seconds = -1;
    try (BufferedReader output = process.inputReader()) {
      for (String each = output.readLine(); each != null; each = output.readLine()) {
        said.append(each).append('\n');
        if (each.contains(line) && seconds < 0) {
          pause(afterMillis);
          long asked = System.nanoTime();
          new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
          output.lines().forEach(rest -> said.append(rest).append('\n'));
          process.waitFor();
          seconds = (System.nanoTime() - asked) / 1e9;
        }
      }
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    List<String> left = left(name);
    say("| %s | %.2f | %d | %s |", line, seconds, process.exitValue(), left);
    expect(process.exitValue() == 130, "it ends as interrupted: " + said);
    expect(seconds >= 0 && seconds < SOON, "Ctrl-C ends it within a second");
    expect(
        left.isEmpty() || left.equals(List.of(name + ".cache", name + ".cache.json")),
        "nothing, or the cache with its sidecar");
  }

  /** Waits until TensorRT has returned from builds that were left. */
  private static void awaitTensorRt() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("trtcal-build"))
        .forEach(BuildingOnGpu::join);
  }

  private void cancelIn(String phase, int afterMillis) throws IOException {
    Run run = new Run("cancelled-" + phase.replace(' ', '-'), level(3));
    Thread building = Thread.currentThread();
    AtomicLong asked = new AtomicLong();
    Thread killer =
        new Thread(
            () -> {
              pause(afterMillis);
              asked.set(System.nanoTime());
              building.interrupt();
            });
    run.progress =
        (now, done, total) -> {
          if (now.equals(phase) && killer.getState() == Thread.State.NEW) {
            killer.start();
            if (afterMillis == 0) {
              join(killer);
            }
          }
        };
    try {
      run.run();
      expect(false, "a build that is interrupted while " + phase + " ends");
    } catch (CalibrationFailedException e) {
      expect(e.code().equals("calibration.interrupted"), e.toString());
    }
    expect(Thread.interrupted(), "the thread stays interrupted");
    double seconds = (System.nanoTime() - asked.get()) / 1e9;
    join(killer);
    Thread.interrupted();
    boolean kept = run.hasGoldenCache();
    List<String> left = left(run.name);
    awaitTensorRt();
    say(
        "| %s | %.2f | %.2f | %s |",
        phase,
        seconds,
        (System.nanoTime() - asked.get()) / 1e9,
        left.isEmpty() ? "nothing" : left + (kept ? ", the golden file" : ""));
    expect(left.equals(kept ? List.of(run.name + ".cache") : List.of()), "no other file is left");
    expect(left.equals(left(run.name)), "nothing is written once it has returned");
    expect(seconds < SOON, "interrupted while " + phase + ", it returns within a second");
    expect(kept == phase.equals("building the engine"), "a finished cache is kept");
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a thread also where this one is interrupted, and leaves it so. */
  private static void join(Thread thread) {
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Files of a run, temporary ones included. */
  private List<String> left(String name) throws IOException {
    try (var files = Files.list(out)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.contains(name))
          .sorted()
          .toList();
    }
  }

  private void mixedPrecision() throws IOException {
    say("");
    say("top-1 at level 1, from TensorRT's own caches:");
    Run both =
        new Run("fp16", BuildOptions.builder().optimizationLevel(1).fp16(true).build())
            .from(Algorithm.minMax());
    both.run();
    layers(both);
    String input = OnnxModel.read(onnx).inputs().get(0).name();
    Run kept =
        new Run(
                "kept-fp32",
                BuildOptions.builder().optimizationLevel(1).keepFp32(List.of(input)).build())
            .from(Algorithm.entropy2());
    CalibrationResult result = kept.run();
    say("Entropy2's cache and --keep-fp32 %s: %s", input, result.notes());
    layers(kept);
    PlanSidecar sidecar = PlanSidecar.read(kept.plan()).orElseThrow();
    expect(!sidecar.keptFp32().isEmpty(), "the sidecar names the layers kept");
    expect(sidecar.planBytes() == Files.size(kept.plan()), "the sidecar is this plan's");
  }

  private void timingCache() throws IOException {
    say("");
    Path file = out.resolve("timings");
    Files.deleteIfExists(file);
    BuildOptions options = BuildOptions.builder().optimizationLevel(2).timingCache(file).build();
    Run first = new Run("timing-first", options).from(Algorithm.minMax());
    first.run();
    long bytes = Files.size(file);
    Run second = new Run("timing-second", options).from(Algorithm.minMax());
    second.run();
    say(
        "timing cache, level 2, MinMax's cache reused: first build %.2f s, second %.2f s, ratio"
            + " %.2f; %d and %d bytes",
        first.seconds, second.seconds, first.seconds / second.seconds, bytes, Files.size(file));
    expect(second.seconds < first.seconds, "the second build is quicker");
    byte[] whole = Files.readAllBytes(file);
    say("its first bytes: %s", HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(whole, 64)));
    byte[] version = whole.clone();
    for (int i = 4; i < Math.min(32, version.length); i++) {
      version[i] ^= 0x11;
    }
    refused("the first half", Arrays.copyOf(whole, whole.length / 2));
    refused("other bytes in the header", version);
    refused(
        "a text",
        "this is no timing cache, but a text of some length"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Whether TensorRT refuses it, or what it does with it. */
  private void refused(String what, byte[] bytes) throws IOException {
    Path file = out.resolve("timings-bad");
    Files.write(file, bytes);
    Run run =
        new Run("timing-bad", BuildOptions.builder().optimizationLevel(0).timingCache(file).build())
            .from(Algorithm.minMax());
    run.engine = false;
    try {
      run.run();
      say(
          "a timing cache that is %s: taken, %d bytes then %d",
          what, bytes.length, Files.size(file));
    } catch (TrtcalException e) {
      say("a timing cache that is %s: %s: %s", what, e.code(), e.getMessage());
    }
  }

  private void portable() throws IOException {
    say("");
    Run run =
        new Run(
                "portable",
                BuildOptions.builder()
                    .optimizationLevel(0)
                    .versionCompatible(true)
                    .hardwareCompatibility(HardwareCompatibility.AMPERE_PLUS)
                    .build())
            .from(Algorithm.minMax());
    try {
      run.run();
    } catch (TrtcalException e) {
      say("version- and hardware-compatible: %s", e.getMessage());
      return;
    }
    say(
        "version- and hardware-compatible, level 0: %d bytes in %.1f s; level 0 without: %d bytes",
        Files.size(run.plan()), run.seconds, Files.size(out.resolve("level0.plan")));
    try {
      say("loaded: %d layers", layersOf(run.plan()).size());
    } catch (TrtcalException e) {
      say("not loaded: %s", e.getMessage());
    }
  }
}
