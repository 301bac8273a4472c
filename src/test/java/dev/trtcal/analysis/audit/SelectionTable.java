package dev.trtcal.analysis.audit;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Prints the table of docs/audit.md on {@code --select}: how far the scales of chosen images are
 * from those of the whole set, beside random ones. A program; argument: the folder of
 * Fashion-MNIST's IDX files.
 */
public final class SelectionTable {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final int SEEDS = 20;
  private static final int IMAGES = 10_000;

  private SelectionTable() {}

  /**
   * Scale errors of a choice: over the tensors, the mean of |ln(scale / scale of the whole set)|.
   *
   * @param selected of the images chosen
   * @param random of random ones, mean over the seeds
   * @param bestRandom of the best of those
   */
  record Row(String model, String algorithm, double selected, double random, double bestRandom) {}

  static List<Row> rows(FashionImages all, String model, int count, int seeds) {
    Path file = GOLDEN.resolve(model).resolve("model_batch32.onnx");
    ActivationSurvey survey = ActivationSurvey.open(file, OptionalInt.of(2));
    Activations set = survey.run(all.source(), OptionalInt.empty(), ProgressListener.NONE);
    int[] chosen =
        Selection.choose(
            set, count, 2, choice -> scales(file, all.chosen(choice), Algorithm.entropy2()));
    List<Row> rows = new ArrayList<>();
    for (Algorithm algorithm : List.of(Algorithm.minMax(), Algorithm.entropy2())) {
      Map<String, Float> whole = scales(file, all, algorithm);
      double selected = error(whole, scales(file, all.chosen(chosen), algorithm));
      double[] errors = new double[seeds];
      for (int seed = 0; seed < seeds; seed++) {
        int[] order = Ordering.permutation(all.size(), new Random(seed));
        int[] some = Arrays.copyOf(order, count);
        Arrays.sort(some);
        errors[seed] = error(whole, scales(file, all.chosen(some), algorithm));
      }
      rows.add(
          new Row(
              model,
              algorithm.id(),
              selected,
              Arrays.stream(errors).average().orElseThrow(),
              Arrays.stream(errors).min().orElseThrow()));
    }
    return rows;
  }

  static Map<String, Float> scales(Path model, FashionImages images, Algorithm algorithm) {
    Map<String, Float> scales = new HashMap<>();
    try (BatchSource source = images.source()) {
      for (TensorRange tensor :
          Calibration.of(model, source)
              .engine("cpu")
              .algorithm(algorithm)
              .threads(2)
              .build()
              .run()
              .tensors()) {
        scales.put(tensor.name(), tensor.scale());
      }
    }
    return scales;
  }

  private static double error(Map<String, Float> whole, Map<String, Float> some) {
    return whole.keySet().stream()
        .filter(name -> whole.get(name) > 0)
        .mapToDouble(name -> Math.abs(Math.log(some.get(name) / (double) whole.get(name))))
        .average()
        .orElseThrow();
  }

  /** See the class. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    FashionImages all = FashionImages.read(Path.of(arguments[0]), "train", IMAGES);
    out.println(
        "| model | algorithm | 64 selected | 64 random, mean of 20 seeds | best of the 20 |");
    out.println("|---|---|---|---|---|");
    for (String model : List.of("fashion_resnet", "fashion_mobile")) {
      for (Row row : rows(all, model, 64, SEEDS)) {
        out.printf(
            Locale.ROOT,
            "| %s | %s | %.4f | %.4f | %.4f |%n",
            row.model(),
            row.algorithm(),
            row.selected(),
            row.random(),
            row.bestRandom());
      }
    }
  }
}
