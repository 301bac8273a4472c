package dev.trtcal.cli;

import dev.trtcal.UsageException;
import dev.trtcal.dataset.ImageChoice;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.dataset.NpySource;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The options that say which of the data are used, and how many may be bad. */
final class ChoiceOptions {
  @Option(
      names = "--max-images",
      paramLabel = "N",
      description =
          "Take N samples only: the first, or with --seed N images at random (where sub-folders are"
              + " classes, each has its share).")
  private Integer maxImages;

  @Option(names = "--shuffle", description = "Images in random order (--seed, default 0).")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What --shuffle and a random choice of --max-images depend on.")
  private Long seed;

  @Option(
      names = "--max-bad",
      paramLabel = "N",
      description =
          "Unreadable images to skip before giving up (default: 1 %% of the set, at least 1).")
  private Integer maxBad;

  /** Which of the images are used. */
  ImageChoice choice() {
    return new ImageChoice(
        maxImages == null ? OptionalInt.empty() : OptionalInt.of(atLeastOne(maxImages)),
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        shuffle);
  }

  OptionalInt maxBad() {
    return maxBad == null ? OptionalInt.empty() : OptionalInt.of(maxBad);
  }

  /** Chooses among images; to be closed as they are. */
  ImageSet of(ImageSet all) {
    int most = maxImages == null ? Integer.MAX_VALUE : atLeastOne(maxImages);
    int wanted = Math.min(most, all.entries().size());
    if (shuffle) {
      return all.shuffled(wanted, seed == null ? ImageSource.DEFAULT_SEED : seed);
    }
    return seed != null
        ? all.drawn(wanted, seed)
        : all.subset(IntStream.range(0, wanted).boxed().toList());
  }

  /**
   * Refuses {@code --max-bad} where it would do nothing.
   *
   * @param why the command does not take it
   */
  void refuseMaxBad(String why) {
    if (maxBad != null) {
      throw new UsageException("data.options", "--max-bad does not go with this: " + why);
    }
  }

  /** Tells a source of images. */
  void apply(ImageSource.Builder source) {
    if (maxImages != null) {
      source.maxImages(maxImages);
    }
    source.shuffle(shuffle);
    if (seed != null) {
      source.seed(seed);
    }
    if (maxBad != null) {
      source.maxBad(maxBad);
    }
  }

  /**
   * Tells a source of tensors.
   *
   * @param withImages whether it keeps step with images
   * @throws UsageException {@code data.options} when what was chosen goes with images alone
   */
  void apply(NpySource.Builder source, boolean withImages) {
    if (shuffle || seed != null) {
      throw new UsageException(
          "data.options",
          "--shuffle and --seed go with --images; tensors are taken in the file's order");
    }
    if (maxBad != null && !withImages) {
      throw new UsageException(
          "data.options", "--max-bad goes with --images; an array is whole, or the run fails");
    }
    if (maxImages != null) {
      source.maxSamples(maxImages);
    }
  }

  /** Refuses {@code --max-bad} where each image has a partner that would be left. */
  void refuseMaxBadOfPairs() {
    if (maxBad != null && maxBad > 0) {
      throw new UsageException(
          "data.options",
          "--max-bad with --images and --tensors: without an image its tensors have no partner;"
              + " leave it out");
    }
  }

  private static int atLeastOne(int images) {
    if (images < 1) {
      throw new UsageException(
          "max-images.invalid", "max-images " + images + ": must be at least 1");
    }
    return images;
  }
}
