package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal bench feed}: how fast images become batches, against a native program. */
@Command(
    name = "feed",
    description = {
      "Measure how fast a folder of images becomes batches in memory (without --preset: imagenet).",
      "With --native a program that does the same, src/bench-native/feed.cpp, takes turns with it;"
          + " first both must give the same bytes."
    })
final class BenchFeedCommand implements Callable<Integer> {
  private static final String OURS = "trtcal";
  private static final String NATIVE = "native";
  private static final int BATCH = 32;

  @Spec private CommandSpec spec;

  @Option(names = "--images", paramLabel = "DIR", required = true, description = "The images.")
  private Path images;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that decode (default: one a core).")
  private Integer threads;

  @Option(
      names = "--native",
      paramLabel = "PROGRAM",
      description = "What to compare with, called as PROGRAM [--hash] DIR THREADS.")
  private Path program;

  @Mixin private ImageOptions pictures;
  @Mixin private BenchOptions options;

  @Override
  public Integer call() {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    Preprocess preprocess = pictures.orImagenet();
    Optional<NativeFeed> twin =
        Optional.ofNullable(program).map(path -> new NativeFeed(path, images, count));
    long[] number = new long[1];
    String hash = hash(preprocess, count, number);
    twin.ifPresent(other -> compare(hash, other.hash()));
    TakingTurns variants = new TakingTurns();
    twin.ifPresent(other -> variants.addTimed(NATIVE, other::nanoseconds));
    variants.add(OURS, () -> feed(preprocess, count, (batch, bytes) -> {}));
    BenchReport report = new BenchReport();
    variants
        .medians(options.rounds())
        .forEach(
            (variant, milliseconds) -> {
              double rate = number[0] / milliseconds * 1000;
              if (variant.equals(OURS) && twin.isPresent()) {
                report.add("feed", variant, rate, "images/s", NATIVE);
              } else {
                report.add("feed", variant, rate, "images/s");
              }
            });
    options.print(spec.commandLine().getOut(), report);
    return ExitCode.DONE;
  }

  @FunctionalInterface
  private interface BatchUse {
    void accept(MemorySegment batch, long bytes);
  }

  private long feed(Preprocess preprocess, int count, BatchUse use) {
    try (BatchSource source = ImageSource.of(images, preprocess).threads(count).open();
        Arena arena = Arena.ofConfined()) {
      TensorSpec sample = source.samples().get(0);
      MemorySegment batch = arena.allocate(sample.bytes() * BATCH, Long.BYTES);
      Map<String, MemorySegment> buffers = Map.of(sample.name(), batch);
      long total = 0;
      for (int got = source.fill(buffers, BATCH); got > 0; got = source.fill(buffers, BATCH)) {
        use.accept(batch, got * sample.bytes());
        total += got;
      }
      return total;
    }
  }

  /** FNV-1a, 64 bits, over all samples in order. */
  private String hash(Preprocess preprocess, int count, long[] number) {
    long[] state = {0xcbf29ce484222325L};
    number[0] =
        feed(
            preprocess,
            count,
            (batch, bytes) -> {
              long hash = state[0];
              for (long i = 0; i < bytes; i++) {
                hash = (hash ^ (batch.get(ValueLayout.JAVA_BYTE, i) & 0xff)) * 0x100000001b3L;
              }
              state[0] = hash;
            });
    return Long.toHexString(state[0]);
  }

  private static void compare(String ours, String theirs) {
    if (!ours.equals(theirs)) {
      throw new CalibrationFailedException(
          "bench.different",
          "the two make different tensors, nothing was timed: hash " + ours + " against " + theirs);
    }
  }
}
