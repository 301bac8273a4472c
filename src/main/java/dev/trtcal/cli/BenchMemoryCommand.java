package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.OutputException;
import dev.trtcal.Shape;
import dev.trtcal.cpu.ProcessMemory;
import dev.trtcal.onnx.bench.RandomResNet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal bench memory}: peak memory of a calibration against the bound it was given. */
@Command(
    name = "memory",
    description = {
      "Calibrate a ResNet-50 of random weights on the CPU below a bound, and print the process's"
          + " peak memory (VmHWM).",
      "Exit code 4 when the peak is above the bound."
    },
    sortOptions = false)
final class BenchMemoryCommand implements Callable<Integer> {
  private static final String BOUND = "bound";
  private static final double MEBI = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      defaultValue = "2G",
      description = "The bound, as in calibrate (default: ${DEFAULT-VALUE}).")
  private long memory;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Samples a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "3",
      description = "Batches to show (default: ${DEFAULT-VALUE}).")
  private int batches;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Path model = write();
    CalibrationResult result;
    long peak;
    try (RandomSource source = new RandomSource(Shape.of(3, 224, 224), batch * batches)) {
      // What the model was made from is garbage now, and is given back before the peak is watched.
      System.gc();
      if (!ProcessMemory.resetPeak()) {
        throw new MissingEnvironmentException(
            "memory.unmeasurable", "this system does not tell a process's peak memory (VmHWM)");
      }
      result =
          Calibration.of(model, source)
              .engine("cpu")
              .algorithm(Algorithm.entropy2())
              .batchSize(batch)
              .memory(memory)
              .build()
              .run();
      peak = ProcessMemory.peak().orElseThrow();
    } finally {
      model.toFile().delete();
    }
    BenchReport report = new BenchReport();
    String name = "ResNet-50, batch " + batch;
    report.add(name, BOUND, memory / MEBI, "MiB");
    report.add(name, "peak", peak / MEBI, "MiB", BOUND);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, report.toJson());
    } else {
      report.print(out);
      result.notes().stream().filter(note -> note.startsWith("memory ")).forEach(out::println);
      out.flush();
    }
    return peak <= memory ? ExitCode.DONE : ExitCode.CHECK;
  }

  private static Path write() {
    try {
      Path file = Files.createTempFile("trtcal-resnet50-", ".onnx");
      return Files.write(file, RandomResNet.bytes(50));
    } catch (IOException e) {
      throw new OutputException(
          "output.failed", "the temporary folder cannot hold the model: " + e.getMessage(), e);
    }
  }
}
