package dev.trtcal.analysis.tune;

import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.NetworkRunner;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.Logits;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.SimulatedNetwork;
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
final class Judge {
  /** How far a setting may fall behind at the start of a race; nothing is left of it at the end. */
  private static final double SLACK = 0.25;

  private final Simulation simulation;
  private final Optional<SimulatedNetwork> quick;
  private final BatchSource source;
  private final OptionalInt batch;
  private final Optional<IntUnaryOperator> labels;
  private final List<float[]> reference = new ArrayList<>();

  /**
   * @param quick a network that is quicker for most of the settings; closed by the caller
   * @param source read from its start for each pass; closed by the caller
   * @param labels the true class by position in the source, where they are known
   */
  Judge(
      Simulation simulation,
      Optional<SimulatedNetwork> quick,
      BatchSource source,
      OptionalInt batch,
      Optional<IntUnaryOperator> labels) {
    this.simulation = simulation;
    this.quick = quick;
    this.source = source;
    this.batch = batch;
    this.labels = labels;
  }

  Score score(Switches settings) {
    return course(settings).score();
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
    return run(settings, most, Optional.empty()).stream().map(Course::score).toList();
  }

  /** Scores one setting on all samples; what came of it can lead a race. */
  Course course(Switches settings) {
    return run(List.of(settings), Long.MAX_VALUE, Optional.empty()).get(0);
  }

  /**
   * Scores on all samples those settings that keep up with the best of them and with a leader; the
   * others are given up on the way.
   */
  List<Course> race(Course leader, List<Switches> settings) {
    return run(settings, Long.MAX_VALUE, Optional.of(leader));
  }

  private List<Course> run(List<Switches> settings, long most, Optional<Course> leader) {
    Interrupts.check("the search");
    List<Tally> tallies = settings.stream().map(Tally::new).toList();
    List<Tally> running = tallies;
    SimulatedNetwork network = network(settings);
    source.rewind();
    int done = 0;
    int index = 0;
    boolean ended = false;
    try (NetworkRunner.Feed feed = simulation.feed(source, batch)) {
      while (done < most && !running.isEmpty()) {
        int n = feed.next();
        if (n == 0) {
          ended = true;
          break;
        }
        if (reference.size() == index) {
          reference.add(simulation.run(feed, Switches.fp32(simulation.model())));
        }
        Interrupts.check("the search");
        List<float[]> answers = network.run(feed, running.stream().map(t -> t.settings).toList());
        for (int i = 0; i < answers.size(); i++) {
          running.get(i).add(reference.get(index), answers.get(i), done, n);
        }
        done += n;
        if (leader.isPresent()) {
          running = keepingUp(running, leader.get().after().get(index), done);
        }
        index++;
      }
    }
    if (done == 0) {
      throw new InvalidInputException(
          "data.toofew", "tuning needs samples for both of its halves; give more");
    }
    boolean whole = ended;
    int batches = index;
    return tallies.stream()
        .map(tally -> new Course(tally.after, whole && tally.after.size() == batches))
        .toList();
  }

  private SimulatedNetwork network(List<Switches> settings) {
    return quick
        .filter(network -> settings.stream().allMatch(network::computes))
        .orElse(simulation.network());
  }

  private List<Tally> keepingUp(List<Tally> running, Score leading, int done) {
    Score best = leading;
    for (Tally tally : running) {
      best = tally.score().isBetterThan(best) ? tally.score() : best;
    }
    double left = source.count().isPresent() ? 1 - (double) done / source.count().getAsLong() : 1;
    Score leader = best;
    double slack = SLACK * Math.max(0, left);
    return running.stream().filter(tally -> !tally.score().isBehind(leader, slack)).toList();
  }

  private final class Tally {
    private final Switches settings;
    private final OutputDifference difference = new OutputDifference();
    private final List<Score> after = new ArrayList<>();
    private long right;
    private long fp32Right;

    Tally(Switches settings) {
      this.settings = settings;
    }

    void add(float[] fp32, float[] int8, int from, int count) {
      difference.add(fp32, int8, count);
      int width = fp32.length / count;
      for (int i = 0; i < count && labels.isPresent(); i++) {
        int label = labels.get().applyAsInt(from + i);
        fp32Right += Logits.best(fp32, i * width, width) == label ? 1 : 0;
        right += Logits.best(int8, i * width, width) == label ? 1 : 0;
      }
      after.add(now());
    }

    private Score now() {
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

    Score score() {
      return after.get(after.size() - 1);
    }
  }
}
