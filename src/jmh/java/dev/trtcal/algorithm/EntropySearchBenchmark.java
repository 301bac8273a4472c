package dev.trtcal.algorithm;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The entropy search over all tensors of a network, on histograms that TensorRT itself recorded:
 * the running sums against the rule word for word. Both must choose the same bins before either is
 * timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class EntropySearchBenchmark {
  /** The network. */
  @Param({"mobilenetv3", "activations"})
  public String network;

  private List<Histogram> histograms = List.of();

  /** Reads the histograms and holds the two forms against each other. */
  @Setup
  public void read() {
    histograms = List.copyOf(RecordedHistograms.histograms(network).values());
    for (Histogram histogram : histograms) {
      int plain = PlainEntropySearch.bin(histogram);
      int chosen = EntropySearch.threshold(histogram).bin().orElseThrow();
      if (chosen != plain) {
        throw new IllegalStateException("bin " + chosen + "; the plain form chooses " + plain);
      }
    }
  }

  /** The rule word for word, every candidate from the start. */
  @Benchmark
  public int reference() {
    int sum = 0;
    for (Histogram histogram : histograms) {
      sum += PlainEntropySearch.bin(histogram);
    }
    return sum;
  }

  /** What trtcal does: threshold, clip ratio and runner-up included. */
  @Benchmark
  public int runningSums() {
    int sum = 0;
    for (Histogram histogram : histograms) {
      sum += EntropySearch.threshold(histogram).bin().orElseThrow();
    }
    return sum;
  }
}
