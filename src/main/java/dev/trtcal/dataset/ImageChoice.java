package dev.trtcal.dataset;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which images of a set are used, and in what order.
 *
 * @param maxImages the most; empty for all
 * @param seed what a random choice depends on; empty where the first are taken
 * @param shuffle whether those chosen come in random order rather than in that of the set
 */
public record ImageChoice(OptionalInt maxImages, OptionalLong seed, boolean shuffle) {
  /** The whole set, in its order. */
  public static final ImageChoice ALL =
      new ImageChoice(OptionalInt.empty(), OptionalLong.empty(), false);

  /** The same, of so many images at most. */
  public ImageChoice most(int images) {
    return new ImageChoice(OptionalInt.of(images), seed, shuffle);
  }

  /** The same, drawn at random. */
  public ImageChoice seed(long seed) {
    return new ImageChoice(maxImages, OptionalLong.of(seed), shuffle);
  }

  /** The same, in random order or not. */
  public ImageChoice shuffle(boolean shuffle) {
    return new ImageChoice(maxImages, seed, shuffle);
  }

  /** How many images of a set are wanted. */
  public int limit(ImageSet set) {
    int size = set.entries().size();
    return Math.min(maxImages.orElse(size), size);
  }

  /** All images of a set, those wanted first, in order; the others are to replace bad ones. */
  public List<ImageEntry> candidates(ImageSet set) {
    return seed.isPresent() || shuffle
        ? SeededOrder.of(set, limit(set), seed.orElse(ImageSource.DEFAULT_SEED), shuffle)
        : set.entries();
  }
}
