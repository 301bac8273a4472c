package dev.trtcal.analysis.evaluate;

import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Evaluates a network in FP32 and, with a cache, simulated in INT8. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Evaluates; reads the source to its end.
   *
   * @param scales of the cache, by tensor name; empty for FP32 alone
   * @param labels the true classes, where they are known
   * @throws InvalidInputException {@code data.toofew} when the source is empty; those of {@link
   *     Scorer#add}
   * @throws CalibrationFailedException {@code analysis.interrupted} when the thread was
   */
  public static Evaluation run(
      Simulation simulation,
      BatchSource source,
      OptionalInt batch,
      Optional<Map<String, Float>> scales,
      Optional<Labels> labels,
      ProgressListener progress) {
    Switches fp32 = Switches.fp32(simulation.model());
    Optional<Switches> int8 = scales.map(known -> Switches.int8(simulation.model(), known));
    Scorer scorer = new Scorer();
    long done = 0;
    long total = source.count().orElse(-1);
    try (NetworkRunner.Feed feed = simulation.feed(source, batch)) {
      for (int n = feed.next(); n > 0; n = feed.next()) {
        Interrupts.check("the evaluation");
        int[] truth = new int[n];
        for (int i = 0; i < n && labels.isPresent(); i++) {
          truth[i] = labels.get().of(source, done + i);
        }
        scorer.add(
            simulation.run(feed, fp32),
            int8.map(switches -> simulation.run(feed, switches)),
            labels.map(known -> truth),
            n);
        done += n;
        progress.progress("evaluating", done, total);
      }
    }
    if (done == 0) {
      throw new InvalidInputException("data.toofew", "there are no samples to evaluate");
    }
    return scorer.result(
        scales.isPresent() ? "simulated on the CPU" : "CPU", simulation.model().assumptions());
  }
}
