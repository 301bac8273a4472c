package dev.trtcal.analysis.audit;

import dev.trtcal.ProgressListener;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Prints the table of docs/audit.md on what chance makes of {@code representative}: how many random
 * sets of test images are called anything but good against a reference many times as large, the
 * training images. A program; arguments: the folder of Fashion-MNIST's IDX files, a model.
 */
public final class FairSampleTable {
  private static final int SEEDS = 20;

  private FairSampleTable() {}

  /** See the class. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path data = Path.of(arguments[0]);
    ActivationSurvey network = ActivationSurvey.open(Path.of(arguments[1]), OptionalInt.empty());
    FashionImages test = FashionImages.read(data, "t10k", 10_000);
    FashionImages train = FashionImages.read(data, "train", 60_000);
    List<Activations> references =
        List.of(activations(network, train.first(1000)), activations(network, train));
    out.println("| reference | images of the set | not good | reach, middle tensor, mean |");
    out.println("|---|---|---|---|");
    for (Activations reference : references) {
      for (int images : List.of(32, 64, 128, 512)) {
        int notGood = 0;
        double reach = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
          int[] order = Ordering.permutation(test.size(), new Random(seed));
          Activations set = activations(network, test.chosen(Arrays.copyOf(order, images)));
          Coverage coverage = Coverage.of(set, reference);
          notGood += NetworkQuestions.representative(coverage).verdict() == Verdict.GOOD ? 0 : 1;
          reach +=
              Ordering.median(
                  coverage.tensors().stream().mapToDouble(Coverage.Tensor::reach).toArray());
        }
        out.printf(
            Locale.ROOT,
            "| %,d | %d | %d of %d | %.2f |%n",
            reference.images(),
            images,
            notGood,
            SEEDS,
            Math.exp(reach / SEEDS));
      }
    }
  }

  private static Activations activations(ActivationSurvey network, FashionImages images) {
    return network.run(images.source(), OptionalInt.empty(), ProgressListener.NONE);
  }
}
