package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.algorithm.MinMax;
import dev.trtcal.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal bench cpu MODEL}: calibration without a GPU against bare inference. */
@Command(
    name = "cpu",
    description = {
      "Calibrate on the CPU, side by side with ONNX Runtime's bare FP32 inference on the same"
          + " batches and threads, with no intermediate outputs.",
      "\"whole\" is from the model's file to the cache, against opening the model and running it;"
          + " \"batches\" is the pass over the data alone. The data are in memory before."
    },
    sortOptions = false)
final class BenchCpuCommand implements Callable<Integer> {
  private static final String BARE = "bare inference";

  /** Fusion may round the last bits of what the network computes in another way. */
  private static final double TOLERANCE = 1e-4;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Mixin private DataOptions data;
  @Mixin private BenchOptions options;

  @Override
  public Integer call() {
    int rounds = options.rounds();
    List<Algorithm> algorithms = List.of(Algorithm.minMax(), Algorithm.entropy2());
    BenchReport report = new BenchReport();
    try (BatchSource files = data.open(OnnxModel.read(model).inputs());
        MemorySource source = new MemorySource(files)) {
      algorithms.forEach(algorithm -> check(source, calibrate(source, algorithm), algorithm));
      measure(report, rounds, "whole", whole(source, algorithms));
      measure(report, rounds, "batches", batches(source, algorithms));
    }
    options.print(spec.commandLine().getOut(), report);
    return ExitCode.DONE;
  }

  private static void measure(BenchReport report, int rounds, String name, TakingTurns variants) {
    variants
        .medians(rounds)
        .forEach(
            (variant, value) -> {
              if (variant.equals(BARE)) {
                report.add(name, variant, value, "ms");
              } else {
                report.add(name, variant, value, "ms", BARE);
              }
            });
  }

  private TakingTurns whole(MemorySource source, List<Algorithm> algorithms) {
    TakingTurns variants =
        new TakingTurns()
            .add(
                BARE,
                () -> {
                  try (BareInference network = bare(source)) {
                    network.run((output, values) -> {});
                  }
                });
    algorithms.forEach(
        algorithm -> variants.add(algorithm.id(), () -> calibrate(source, algorithm)));
    return variants;
  }

  private TakingTurns batches(MemorySource source, List<Algorithm> algorithms) {
    TakingTurns variants =
        new TakingTurns()
            .addTimed(
                BARE,
                () -> {
                  try (BareInference network = bare(source)) {
                    long start = System.nanoTime();
                    network.run((output, values) -> {});
                    return System.nanoTime() - start;
                  }
                });
    for (Algorithm algorithm : algorithms) {
      variants.addTimed(
          algorithm.id(),
          () -> {
            PassClock clock = new PassClock();
            calibrate(source, algorithm, clock);
            return clock.end - clock.start;
          });
    }
    return variants;
  }

  /** The pass over the data begins and ends with a report of progress. */
  private static final class PassClock implements ProgressListener {
    private long start;
    private long end;

    @Override
    public void progress(String phase, long done, long total) {
      end = System.nanoTime();
      if (done == 0) {
        start = end;
      }
    }
  }

  private CalibrationResult calibrate(MemorySource source, Algorithm algorithm) {
    return calibrate(source, algorithm, ProgressListener.NONE);
  }

  private CalibrationResult calibrate(
      MemorySource source, Algorithm algorithm, ProgressListener progress) {
    source.rewind();
    Calibration.Builder calibration =
        Calibration.of(model, source).engine("cpu").algorithm(algorithm).threads(threads());
    data.batch().ifPresent(calibration::batchSize);
    return calibration.build().run(progress);
  }

  private BareInference bare(MemorySource source) {
    source.rewind();
    return new BareInference(model, source, data.batch(), threads());
  }

  private int threads() {
    return data.threads().orElse(Runtime.getRuntime().availableProcessors());
  }

  /** What is timed must be the same computation: its outputs are compared. */
  private void check(MemorySource source, CalibrationResult calibrated, Algorithm algorithm) {
    Map<String, MinMax> outputs = new HashMap<>();
    long samples;
    try (BareInference network = bare(source)) {
      samples =
          network.run(
              (output, values) ->
                  outputs.computeIfAbsent(output, name -> new MinMax()).add(values));
    }
    if (samples != calibrated.feed().samples()) {
      throw different(
          algorithm + " saw " + calibrated.feed().samples() + " samples, not " + samples);
    }
    for (TensorRange range : calibrated.tensors()) {
      MinMax output = outputs.get(range.name());
      if (output != null) {
        double found = range.maxAbs().orElseThrow();
        if (Math.abs(found - output.maxAbs()) > TOLERANCE * output.maxAbs()) {
          throw different(
              algorithm
                  + ": output "
                  + range.name()
                  + " reaches "
                  + found
                  + ", not "
                  + output.maxAbs());
        }
      }
    }
    byte[] again = calibrate(source, algorithm).cache();
    if (!Arrays.equals(calibrated.cache(), again)) {
      throw different(algorithm + " wrote another cache the second time");
    }
  }

  private CalibrationFailedException different(String how) {
    return new CalibrationFailedException(
        "bench.different",
        model + ": calibration and bare inference differ, nothing was timed: " + how);
  }
}
