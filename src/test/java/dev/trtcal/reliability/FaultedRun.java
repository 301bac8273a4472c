package dev.trtcal.reliability;

import dev.trtcal.cli.CommandRun;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.tensorrt.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command that meets a fault: three batches of two through a small model, cache and plan wanted.
 */
final class FaultedRun {
  private static final Set<String> OF_PROFILES =
      Set.of(
          "null_profile",
          "fail_profile_dimensions",
          "fail_add_profile",
          "fail_calibration_profile");
  private static final Set<String> OF_AN_ENGINE =
      Set.of("null_runtime", "null_engine", "null_inspector");

  private final Path folder;
  private final Path out;
  private final Path data;

  FaultedRun(Path folder) throws IOException {
    this.folder = folder;
    out = Files.createDirectory(folder.resolve("out"));
    data = folder.resolve("x.npy");
    float[] ones = new float[6 * 3 * 4];
    Arrays.fill(ones, 1f);
    Files.write(data, NpyBytes.float32("(6, 3, 4)", ones));
  }

  static boolean isOfAnEngine(String fault) {
    return OF_AN_ENGINE.contains(fault);
  }

  Path out() {
    return out;
  }

  private Path plan() {
    return folder.resolve("made.plan");
  }

  /** For faults that only an engine meets. */
  void buildPlan() {
    CommandRun made = CommandRun.of(calibrate(2, folder.resolve("made.cache"), plan()));
    if (made.exitCode() != 0) {
      throw new IllegalStateException(made.err());
    }
  }

  /** The command that this fault is met by. */
  String[] arguments(String fault) {
    if (isOfAnEngine(fault)) {
      return new String[] {"inspect", plan().toString()};
    }
    return arguments(out, OF_PROFILES.contains(fault) ? TestModels.DYNAMIC : 2);
  }

  /** A calibration whose outputs go to this folder. */
  String[] arguments(Path outputs, long batch) {
    return calibrate(batch, outputs.resolve("x.cache"), outputs.resolve("x.plan"));
  }

  private String[] calibrate(long batch, Path cache, Path plan) {
    Path model = TestModels.save(folder, TestModels.oneInput(batch));
    return new String[] {
      "calibrate", model.toString(),
      "--tensors", data.toString(),
      "--batch", "2",
      "--engine", "tensorrt",
      "--cache", cache.toString(),
      "--output", plan.toString()
    };
  }

  /** What stands among the outputs, in words. */
  String left() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return words(files.map(file -> file.getFileName().toString()));
    }
  }

  /** As {@link #left()}, of these names. */
  static String words(Stream<String> names) {
    String left =
        names.map(name -> name.replace("x.", "")).sorted().collect(Collectors.joining(", "));
    return left.isEmpty() ? "nothing" : left;
  }
}
