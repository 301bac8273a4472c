package dev.trtcal.cli;

import com.sun.management.ThreadMXBean;
import dev.trtcal.tensorrt.CallbackBenchmark;
import dev.trtcal.tensorrt.FillBenchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variants of a JMH benchmark in turns within one process, so that whatever slows the machine
 * slows all of them; what JMH tells of each in a process of its own varies more than they differ.
 * The figure is the median of the turns.
 *
 * <p>Arguments: {@code callback} or {@code fill}, the JSON file that is written, and how many
 * rounds (default 300).
 */
final class InTurns {
  private InTurns() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 300;
    BenchReport report = new BenchReport();
    switch (args[0]) {
      case "callback" ->
          run("callback", CallbackBenchmark.variants(), CallbackBenchmark.calls(), rounds, report);
      case "fill" -> {
        try (FillBenchmark fill = new FillBenchmark()) {
          run("18.4 MiB into a pinned buffer", fill.variants(), 1, rounds, report);
        }
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    BenchFile.write(report, Path.of(args[1]));
  }

  /**
   * @param variants the first is what the others are compared with
   * @param calls what a variant does at a time
   */
  private static void run(
      String name, Map<String, Runnable> variants, int calls, int rounds, BenchReport report) {
    TakingTurns turns = new TakingTurns();
    variants.forEach(turns::add);
    turns.medians(rounds); // compiles all of it
    Map<String, Double> medians = turns.medians(rounds);
    String reference = variants.keySet().iterator().next();
    Map<String, Double> allocated = new LinkedHashMap<>();
    medians.forEach(
        (variant, milliseconds) -> {
          double nanoseconds = milliseconds * 1e6 / calls;
          if (variant.equals(reference)) {
            report.add(name, variant, nanoseconds, "ns");
          } else {
            report.add(name, variant, nanoseconds, "ns", reference);
          }
          allocated.put(variant, allocates(variants.get(variant), calls));
        });
    allocated.forEach((variant, bytes) -> report.add(name + " allocates", variant, bytes, "B"));
  }

  /** Bytes a call, to the whole: what measuring allocates is spread over many calls. */
  private static double allocates(Runnable variant, int calls) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10; i++) {
      variant.run();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    return Math.rint(bytes / (10.0 * calls));
  }
}
