package dev.trtcal.cli;

import dev.trtcal.BuildOptions;
import dev.trtcal.UsageException;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Whether INT8 is simulated on the CPU, or real engines are built and run. */
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "cpu|tensorrt",
      description =
          "cpu: simulate INT8, with no GPU (default); tensorrt: build and run real engines.")
  private String engine = "cpu";

  @Option(
      names = "--optimization-level",
      paramLabel = "N",
      description =
          "TensorRT's effort for fast engines, 0 to 5 (default: TensorRT's own); 0 leaves layers in"
              + " FP32 that others run in INT8.")
  private Integer level;

  /** Whether real engines are wanted. */
  boolean real() {
    if (!engine.equals("cpu") && !engine.equals("tensorrt")) {
      throw new UsageException(
          "engine.unknown", "--engine " + engine + ": there are cpu and tensorrt");
    }
    if (level != null) {
      BuildOptions.builder().optimizationLevel(level); // refuses what is none
    }
    if (level != null && engine.equals("cpu")) {
      throw new UsageException(
          "level.cpu", "--optimization-level is for TensorRT's engines: add --engine tensorrt");
    }
    return engine.equals("tensorrt");
  }

  OptionalInt level() {
    return level == null ? OptionalInt.empty() : OptionalInt.of(level);
  }
}
