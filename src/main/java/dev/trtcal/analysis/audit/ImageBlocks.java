package dev.trtcal.analysis.audit;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.SkippedInput;
import dev.trtcal.analysis.Interrupts;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.DecodedListener;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Preprocess;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A large set of images, gone through in blocks of {@value #SIZE} by its order: what is found of a
 * block depends on nothing but the block, so that blocks may be computed here or on other machines,
 * and what comes of them is the same.
 */
public final class ImageBlocks {
  /** Images a block. */
  public static final int SIZE = 512;

  private static final DecodedListener NOBODY = (image, file, pixels) -> {};

  private ImageBlocks() {}

  /**
   * What there is to know of one block.
   *
   * @param activations empty where not one of its images can be used
   * @param numbers in the block, of the images that were computed
   * @param skipped the others
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(List<Activations> activations, int[] numbers, List<SkippedInput> skipped) {}

  /**
   * A result of one block.
   *
   * @param found by the question that was asked
   * @param skipped images that cannot be used
   */
  public record Found<T>(T found, List<SkippedInput> skipped) {}

  /**
   * What a block is beside a set.
   *
   * @param prints of its images in order, where duplicates are looked for; else empty
   */
  public record Beside(Reference reference, List<Fingerprint> prints) implements Serializable {}

  /**
   * Holds a block against a set.
   *
   * @param first number of its first image among all of the data
   */
  public static Found<Beside> beside(
      ActivationSurvey.Opened network,
      ImageSet block,
      Preprocess preprocess,
      OptionalInt batch,
      Yardstick yardstick,
      int first) {
    Map<String, Fingerprint> byName = new ConcurrentHashMap<>();
    DecodedListener look =
        (image, file, pixels) -> byName.put(image.name(), Fingerprint.of(0, file, pixels));
    Block computed =
        compute(network, block, preprocess, batch, yardstick.looksForDuplicates() ? look : NOBODY);
    List<Fingerprint> prints = new ArrayList<>();
    for (int i : computed.numbers()) {
      Fingerprint print = byName.get(block.entries().get(i).name());
      if (print != null) {
        prints.add(print.numbered(first + i));
      }
    }
    int[] numbers = IntStream.of(computed.numbers()).map(i -> first + i).toArray();
    return new Found<>(
        computed.activations().stream()
            .map(some -> new Beside(Reference.of(some, yardstick, prints, numbers), prints))
            .findFirst()
            .orElseGet(() -> new Beside(Reference.nothing(), List.of())),
        computed.skipped());
  }

  /** What all of a set's blocks are beside another set, here. */
  public static Reference reference(
      ActivationSurvey survey,
      ImageSet set,
      Preprocess preprocess,
      OptionalInt batch,
      Yardstick yardstick,
      BadImages bad,
      ProgressListener progress) {
    List<Fingerprint> prints = new ArrayList<>();
    try (ActivationSurvey.Opened network = survey.opened()) {
      Reference whole =
          reduce(
              set,
              bad,
              "looking at the reference",
              progress,
              (block, first) -> {
                Found<Beside> found = beside(network, block, preprocess, batch, yardstick, first);
                prints.addAll(found.found().prints());
                return new Found<>(found.found().reference(), found.skipped());
              },
              Reference.nothing(),
              Reference::merged);
      return prints.isEmpty() ? whole : whole.with(Duplicates.of(prints), set);
    }
  }

  /**
   * The images that stand for a block best, as numbers in it.
   *
   * @param most how many
   */
  public static Found<List<Integer>> coreSet(
      ActivationSurvey.Opened network,
      ImageSet block,
      Preprocess preprocess,
      OptionalInt batch,
      int most) {
    Block computed = compute(network, block, preprocess, batch, NOBODY);
    List<Integer> chosen = new ArrayList<>();
    for (Activations some : computed.activations()) {
      for (int i : Selection.coreSet(some, Math.min(most, some.images()), network.threads())) {
        chosen.add(computed.numbers()[i]);
      }
    }
    return new Found<>(List.copyOf(chosen), computed.skipped());
  }

  /** The images that stand for each of a set's blocks best, here; as numbers in the set. */
  public static List<Integer> coreSets(
      ActivationSurvey survey,
      ImageSet set,
      Preprocess preprocess,
      OptionalInt batch,
      int most,
      BadImages bad,
      ProgressListener progress) {
    try (ActivationSurvey.Opened network = survey.opened()) {
      return reduce(
          set,
          bad,
          "choosing candidates",
          progress,
          (block, first) -> {
            Found<List<Integer>> found = coreSet(network, block, preprocess, batch, most);
            return new Found<>(
                found.found().stream().map(i -> first + i).toList(), found.skipped());
          },
          List.of(),
          (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
  }

  private static <T> T reduce(
      ImageSet set,
      BadImages bad,
      String phase,
      ProgressListener progress,
      BiFunction<ImageSet, Integer, Found<T>> ask,
      T nothing,
      BinaryOperator<T> merge) {
    int size = set.entries().size();
    T all = nothing;
    progress.progress(phase, 0, size);
    for (int from = 0; from < size; from += SIZE) {
      Interrupts.check("the audit");
      int to = Math.min(from + SIZE, size);
      Found<T> found = ask.apply(set.subset(IntStream.range(from, to).boxed().toList()), from);
      for (SkippedInput one : found.skipped()) {
        bad.add(from, one.file(), one.reason());
      }
      all = merge.apply(all, found.found());
      progress.progress(phase, to, size);
    }
    return all;
  }

  private static Block compute(
      ActivationSurvey.Opened network,
      ImageSet block,
      Preprocess preprocess,
      OptionalInt batch,
      DecodedListener listener) {
    try (ImageSource source =
        ImageSource.of(block, preprocess)
            .threads(network.threads())
            .maxBad(block.entries().size())
            .listener(listener)
            .open()) {
      List<Activations> found = new ArrayList<>();
      try {
        found.add(network.run(source, batch, ProgressListener.NONE));
      } catch (InvalidInputException e) {
        if (!e.code().equals("images.none")) {
          throw e;
        }
      }
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < block.entries().size(); i++) {
        places.put(block.entries().get(i).name(), i);
      }
      int[] numbers =
          found.stream().flatMap(some -> some.origins().stream()).mapToInt(places::get).toArray();
      return new Block(found, numbers, source.skipped());
    }
  }
}
