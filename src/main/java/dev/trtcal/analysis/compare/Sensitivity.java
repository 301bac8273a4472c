package dev.trtcal.analysis.compare;

import dev.trtcal.NetworkRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.analysis.OutputDifference;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.util.ArrayList;
import java.util.List;

/** What the network's output loses by single tensors: one open network, two runs a tensor. */
final class Sensitivity {
  private final List<Integer> tensors;
  private final List<OutputDifference> alone = new ArrayList<>();
  private final List<OutputDifference> without = new ArrayList<>();
  private final OutputDifference whole = new OutputDifference();

  Sensitivity(List<Integer> tensors) {
    this.tensors = tensors;
    tensors.forEach(
        tensor -> {
          alone.add(new OutputDifference());
          without.add(new OutputDifference());
        });
  }

  void run(
      Simulation simulation,
      NetworkRunner.Feed feed,
      Switches int8,
      long samples,
      ProgressListener progress) {
    List<Switches> settings = new ArrayList<>(List.of(Switches.fp32(simulation.model()), int8));
    for (int tensor : tensors) {
      settings.add(int8.only(tensor));
      settings.add(int8.without(tensor));
    }
    progress.progress("measuring tensors", 0, samples);
    long done = 0;
    for (int n = feed.next(); n > 0 && done < samples; n = done < samples ? feed.next() : 0) {
      Interrupts.check("the comparison");
      List<float[]> answers = simulation.network().run(feed, settings);
      float[] reference = answers.get(0);
      whole.add(reference, answers.get(1), n);
      for (int i = 0; i < tensors.size(); i++) {
        alone.get(i).add(reference, answers.get(2 + 2 * i), n);
        without.get(i).add(reference, answers.get(3 + 2 * i), n);
      }
      done += n;
      progress.progress("measuring tensors", Math.min(done, samples), samples);
    }
  }

  long samples() {
    return whole.samples();
  }

  double whole() {
    return whole.loss();
  }

  /** Position of a tensor among the measured ones; -1 for the others. */
  int position(int tensor) {
    return tensors.indexOf(tensor);
  }

  double alone(int position) {
    return alone.get(position).loss();
  }

  double without(int position) {
    return without.get(position).loss();
  }

  /** The sum over all measured tensors. */
  double sumAlone() {
    return alone.stream().mapToDouble(OutputDifference::loss).sum();
  }
}
