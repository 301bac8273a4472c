package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.OutputFile;
import dev.trtcal.TensorRange;
import dev.trtcal.analysis.audit.ActivationSurvey;
import dev.trtcal.analysis.audit.Activations;
import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Preprocess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Images shown to a network on this machine, and those chosen of them. */
record SurveyedImages(
    Path model,
    ActivationSurvey network,
    Preprocess preprocess,
    OptionalInt batch,
    Progress progress) {

  /** What the network makes of a set. */
  Activations activations(ImageSet images) {
    return activations(images, source -> {});
  }

  /**
   * What the network makes of a set.
   *
   * @param seen is shown the source afterwards
   */
  Activations activations(ImageSet images, Consumer<BatchSource> seen) {
    try (BatchSource source =
        ImageSource.of(images, preprocess).threads(network.threads()).open()) {
      Activations activations = network.run(source, batch, progress);
      seen.accept(source);
      return activations;
    }
  }

  /**
   * The images that stand for a set best, in the order in which to calibrate.
   *
   * @param images all readable
   * @param set what the network makes of them
   */
  ImageSet choose(ImageSet images, Activations set, int count) {
    return subset(
        images,
        Audit.select(set, count, network.threads(), choice -> entropy2(subset(images, choice))));
  }

  private Map<String, Float> entropy2(ImageSet images) {
    Map<String, Float> scales = new HashMap<>();
    try (BatchSource source =
        ImageSource.of(images, preprocess).threads(network.threads()).open()) {
      Calibration.Builder calibration =
          Calibration.of(model, source)
              .engine("cpu")
              .algorithm(Algorithm.entropy2())
              .threads(network.threads());
      batch.ifPresent(calibration::batchSize);
      for (TensorRange tensor : calibration.build().run().tensors()) {
        scales.put(tensor.name(), tensor.scale());
      }
    }
    return scales;
  }

  private static ImageSet subset(ImageSet images, int... indices) {
    return images.subset(IntStream.of(indices).boxed().toList());
  }

  /** The images' names, in order. */
  static List<String> names(ImageSet some) {
    return some.entries().stream().map(ImageEntry::name).toList();
  }

  /** Writes them for {@code calibrate --list}. */
  static void write(Path file, ImageSet some, long of, String by) {
    List<String> names = names(some);
    String text =
        String.format(Locale.ROOT, "# %d of %d images, chosen by %s%n", names.size(), of, by)
            + String.join("\n", names)
            + "\n";
    OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
