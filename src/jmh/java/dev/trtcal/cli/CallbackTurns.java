package dev.trtcal.cli;

import com.sun.management.ThreadMXBean;
import dev.trtcal.tensorrt.CallbackBenchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variants of {@link CallbackBenchmark} in turns within one process, so that whatever slows the
 * machine slows all of them; what JMH tells of each in a process of its own varies more than they
 * differ. The figure is the median of the turns; every call's binding is checked.
 *
 * <p>Arguments: the JSON file that is written, and how many rounds (default 300).
 */
final class CallbackTurns {
  private CallbackTurns() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    Map<String, Runnable> variants = CallbackBenchmark.variants();
    TakingTurns turns = new TakingTurns();
    variants.forEach(turns::add);
    turns.medians(rounds); // compiles all of it
    Map<String, Double> medians = turns.medians(rounds);
    BenchReport report = new BenchReport();
    String reference = variants.keySet().iterator().next();
    Map<String, Double> allocated = new LinkedHashMap<>();
    medians.forEach(
        (variant, milliseconds) -> {
          double nanoseconds = milliseconds * 1e6 / CallbackBenchmark.calls();
          if (variant.equals(reference)) {
            report.add("callback", variant, nanoseconds, "ns");
          } else {
            report.add("callback", variant, nanoseconds, "ns", reference);
          }
          allocated.put(variant, allocates(variants.get(variant)));
        });
    allocated.forEach((variant, bytes) -> report.add("callback allocates", variant, bytes, "B"));
    BenchFile.write(report, Path.of(args[0]));
  }

  /** Bytes a call, to the whole: what measuring allocates is spread over many calls. */
  private static double allocates(Runnable variant) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10; i++) {
      variant.run();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    return Math.rint(bytes / (10.0 * CallbackBenchmark.calls()));
  }
}
