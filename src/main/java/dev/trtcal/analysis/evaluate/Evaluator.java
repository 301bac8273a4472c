package dev.trtcal.analysis.evaluate;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.EngineRunner;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Evaluates a network in FP32 and, with a cache, in INT8: simulated, or on real engines. */
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
    List<Switches> settings = new ArrayList<>(List.of(Switches.fp32(simulation.model())));
    scales.ifPresent(known -> settings.add(Switches.int8(simulation.model(), known)));
    Scorer scorer = new Scorer();
    try (NetworkRunner.Feed feed = simulation.feed(source, batch)) {
      score(
          scorer,
          new Pass(source, feed, labels, progress),
          data -> simulation.network().run(data, settings));
    }
    return scorer.result(
        scales.isPresent() ? "simulated on the CPU" : "CPU", simulation.model().assumptions());
  }

  /**
   * Evaluates engines, and measures how long they take; reads the source to its end.
   *
   * @param layout of the batches that the engines were built for
   * @param labels the true classes, where they are known
   * @throws InvalidInputException as {@link #run}
   * @throws CalibrationFailedException as {@link #run}; or when an engine fails
   */
  public static Evaluation run(
      EngineRunner.Session session,
      EngineRunner.Engine fp32,
      Optional<EngineRunner.Engine> int8,
      BatchSource source,
      BatchLayout layout,
      Optional<Labels> labels,
      ProgressListener progress) {
    Scorer scorer = new Scorer();
    Latency[] latency = new Latency[1];
    try (NetworkRunner.Feed feed = session.feed(source, layout)) {
      score(
          scorer,
          new Pass(source, feed, labels, progress),
          data -> {
            if (latency[0] == null) {
              int batch = layout.fixed() ? layout.batchSize() : data.samples();
              latency[0] = Latency.measure(fp32, int8, data, batch);
            }
            List<float[]> answers = new ArrayList<>(List.of(fp32.run(data)));
            int8.ifPresent(engine -> answers.add(engine.run(data)));
            return answers;
          });
    }
    return scorer.result(session.name(), List.of()).with(latency[0]);
  }

  /** One pass over the data. */
  private record Pass(
      BatchSource source,
      NetworkRunner.Feed feed,
      Optional<Labels> labels,
      ProgressListener progress) {}

  /**
   * @param engines what they answer to a batch: FP32's first, then INT8's if there is one
   */
  private static void score(
      Scorer scorer, Pass pass, Function<NetworkRunner.Feed, List<float[]>> engines) {
    long done = 0;
    long total = pass.source().count().orElse(-1);
    NetworkRunner.Feed feed = pass.feed();
    for (int n = feed.next(); n > 0; n = feed.next()) {
      Interrupts.check("the evaluation");
      int[] truth = new int[n];
      for (int i = 0; i < n && pass.labels().isPresent(); i++) {
        truth[i] = pass.labels().get().of(pass.source(), done + i);
      }
      List<float[]> answers = engines.apply(feed);
      scorer.add(
          answers.get(0),
          answers.stream().skip(1).findFirst(),
          pass.labels().map(known -> truth),
          n);
      done += n;
      pass.progress().progress("evaluating", done, total);
    }
    if (done == 0) {
      throw new InvalidInputException("data.toofew", "there are no samples to evaluate");
    }
  }
}
