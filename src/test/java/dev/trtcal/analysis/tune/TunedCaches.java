package dev.trtcal.analysis.tune;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Labels;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.audit.FashionImages;
import dev.trtcal.analysis.evaluate.Evaluation;
import dev.trtcal.analysis.evaluate.Evaluator;
import dev.trtcal.cache.CacheHeader;
import dev.trtcal.cache.CalibrationCache;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tunes the reference networks on a good calibration set and on bad ones, and prints beside each
 * the four calibrators of TensorRT on the same set, judged on the 2,000 test images in simulation.
 * The caches are written as {@code MODEL.SET.WHAT.cache}, to be judged on a GPU by {@link
 * dev.trtcal.gpu.CachesOnGpu}. A program; arguments: the folder of Fashion-MNIST's IDX files, a
 * folder for the caches, and, where not all are wanted, {@code MODEL.SET}, such as {@code
 * fashion_resnet.one_class}.
 */
public final class TunedCaches {
  private static final int IMAGES = 512;
  private static final int SANDALS = 5;

  /** What black and white become. */
  private static final InputRange PIXELS =
      new InputRange((0 - 0.2860f) / 0.3530f, (1 - 0.2860f) / 0.3530f);

  private static final List<Algorithm> CALIBRATORS =
      List.of(
          Algorithm.minMax(),
          Algorithm.entropy2(),
          Algorithm.entropy(),
          Algorithm.legacy(Algorithm.DEFAULT_QUANTILE, Algorithm.DEFAULT_CUTOFF));

  private final Path folder;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private TunedCaches(Path folder) {
    this.folder = folder;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    FashionImages train = FashionImages.read(Path.of(arguments[0]), "train", 10_000);
    Map<String, FashionImages> sets = new LinkedHashMap<>();
    sets.put("good", train.first(IMAGES));
    sets.put("one_class", train.ofClass(SANDALS, IMAGES));
    sets.put("darkened", train.first(IMAGES).darkened(0.3));
    TunedCaches run = new TunedCaches(Path.of(arguments[1]));
    run.out.println("| model | set | cache | top-1 | same answer as FP32 |");
    run.out.println("|---|---|---|---|---|");
    for (String model : List.of("fashion_resnet", "fashion_mobile")) {
      for (Map.Entry<String, FashionImages> set : sets.entrySet()) {
        String name = model + "." + set.getKey();
        if (arguments.length == 2 || List.of(arguments).indexOf(name) > 1) {
          run.add(model, set.getKey(), set.getValue());
        }
      }
    }
  }

  private void add(String model, String set, FashionImages images) throws IOException {
    for (Algorithm algorithm : CALIBRATORS) {
      try (BatchSource source = images.source()) {
        List<TensorRange> ranges =
            Calibration.of(Fashion.model(model), source)
                .engine("cpu")
                .algorithm(algorithm)
                .build()
                .run()
                .tensors();
        row(model, set, algorithm.id(), algorithm, ranges);
      }
    }
    TuneOptions options =
        new TuneOptions(
            Optional.empty(),
            new Budget(Budget.DEFAULT_POINTS),
            0,
            OptionalInt.empty(),
            Optional.of(PIXELS),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty());
    try (BatchSource source = images.source()) {
      Tuning tuning = Tuner.run(Fashion.model(model), source, options, ProgressListener.NONE);
      row(model, set, "tuned", Algorithm.minMax(), tuning.ranges());
    }
  }

  private void row(
      String model, String set, String what, Algorithm algorithm, List<TensorRange> ranges)
      throws IOException {
    CalibrationCache cache = CalibrationCache.of(algorithm, CacheHeader.REFERENCE_VERSION, ranges);
    Files.write(folder.resolve(model + "." + set + "." + what + ".cache"), cache.bytes());
    Map<String, Float> scales = new HashMap<>();
    ranges.forEach(range -> scales.put(range.name(), range.scale()));
    Labels labels = Labels.read(Fashion.GOLDEN.resolve("fashion_data/test2000_labels.npy"));
    try (Simulation simulation = Simulation.open(Fashion.model(model), OptionalInt.empty());
        BatchSource test = new Fashion(2000)) {
      Evaluation evaluation =
          Evaluator.run(
              simulation,
              test,
              OptionalInt.empty(),
              Optional.of(scales),
              Optional.of(labels),
              ProgressListener.NONE);
      out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.4f | %.2f %% |%n",
          model,
          set.replace('_', ' '),
          what,
          evaluation.int8().orElseThrow().top1(),
          100 * evaluation.agreement().orElseThrow());
    }
  }
}
