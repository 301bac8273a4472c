package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.Logits;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * Scores settings on a set of samples. A pass over the data scores any number of settings, so
 * reading and decoding weigh little; FP32's answers are computed once and kept.
 */
final class Judge implements AutoCloseable {
  private final Simulation simulation;
  private final BatchSource source;
  private final OptionalInt batch;
  private final Optional<IntUnaryOperator> labels;
  private final List<float[]> reference = new ArrayList<>();

  /**
   * @param labels the true class by position in the source, where they are known
   */
  Judge(
      Simulation simulation,
      BatchSource source,
      OptionalInt batch,
      Optional<IntUnaryOperator> labels) {
    this.simulation = simulation;
    this.source = source;
    this.batch = batch;
    this.labels = labels;
  }

  Score score(Switches settings) {
    return score(List.of(settings), Long.MAX_VALUE).get(0);
  }

  /** Scores on all samples. */
  List<Score> score(List<Switches> settings) {
    return score(settings, Long.MAX_VALUE);
  }

  /**
   * Scores on the first batches.
   *
   * @param most samples after which no further batch is read
   */
  List<Score> score(List<Switches> settings, long most) {
    Interrupts.check("the search");
    List<Tally> tallies = settings.stream().map(setting -> new Tally()).toList();
    source.rewind();
    int done = 0;
    int index = 0;
    try (NetworkRunner.Feed feed = simulation.feed(source, batch)) {
      for (int n = feed.next(); n > 0; n = done < most ? feed.next() : 0) {
        if (reference.size() == index) {
          reference.add(simulation.run(feed, Switches.fp32(simulation.model())));
        }
        for (int i = 0; i < settings.size(); i++) {
          Interrupts.check("the search");
          float[] answer = simulation.run(feed, settings.get(i));
          tallies.get(i).add(reference.get(index), answer, done, n);
        }
        done += n;
        index++;
      }
    }
    if (done == 0) {
      throw new InvalidInputException(
          "data.toofew", "tuning needs samples for both of its halves; give more");
    }
    return tallies.stream().map(Tally::score).toList();
  }

  private final class Tally {
    private final OutputDifference difference = new OutputDifference();
    private long right;
    private long fp32Right;

    void add(float[] fp32, float[] int8, int from, int count) {
      difference.add(fp32, int8, count);
      int width = fp32.length / count;
      for (int i = 0; i < count && labels.isPresent(); i++) {
        int label = labels.get().applyAsInt(from + i);
        fp32Right += Logits.best(fp32, i * width, width) == label ? 1 : 0;
        right += Logits.best(int8, i * width, width) == label ? 1 : 0;
      }
    }

    Score score() {
      long samples = difference.samples();
      return new Score(
          samples,
          difference.agreement(),
          difference.loss(),
          labels.isPresent() ? OptionalDouble.of((double) right / samples) : OptionalDouble.empty(),
          labels.isPresent()
              ? OptionalDouble.of((double) fp32Right / samples)
              : OptionalDouble.empty());
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
