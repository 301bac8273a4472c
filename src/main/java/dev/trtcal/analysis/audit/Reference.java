package dev.trtcal.analysis.audit;

import dev.trtcal.dataset.ImageSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a network made of the data that a set is held against, as far as {@link Coverage} asks: 128
 * KiB a tensor, however many images. Parts of the data merge exactly, in any order. Immutable.
 */
public final class Reference implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MOST_FAR = 16;

  private static final Comparator<Coverage.Far> FARTHEST_FIRST =
      Comparator.comparingDouble(Coverage.Far::distance)
          .reversed()
          .thenComparingInt(Coverage.Far::image);

  private final DataStatistics statistics;
  private final long uncovered;
  private final ArrayList<Coverage.Far> far;
  private final Shared shared;

  /** Null where none were looked for. */
  private final Repeats repeats;

  /**
   * Images that are in it more than once.
   *
   * @param examples in words
   */
  record Repeats(Duplicates found, ArrayList<String> examples) implements Serializable {}

  private Reference(
      DataStatistics statistics,
      long uncovered,
      List<Coverage.Far> far,
      Shared shared,
      Repeats repeats) {
    this.statistics = statistics;
    this.uncovered = uncovered;
    this.far = new ArrayList<>(far);
    this.shared = shared;
    this.repeats = repeats;
  }

  /** Of no images. */
  public static Reference nothing() {
    return new Reference(
        DataStatistics.nothing(), 0, List.of(), Shared.of(List.of(), List.of()), null);
  }

  /**
   * Of some images.
   *
   * @param yardstick of the set that they are held against
   * @param prints of the images, where duplicates are looked for
   * @param numbers of the images among all of the data
   */
  static Reference of(
      Activations part, Yardstick yardstick, List<Fingerprint> prints, int... numbers) {
    double[] distances = yardstick.distances(part);
    List<Coverage.Far> far =
        IntStream.range(0, distances.length)
            .mapToObj(i -> new Coverage.Far(numbers[i], part.origins().get(i), distances[i]))
            .sorted(FARTHEST_FIRST)
            .toList();
    return new Reference(
        DataStatistics.of(part),
        far.stream().filter(one -> one.distance() > 1).count(),
        far.subList(0, Math.min(MOST_FAR, far.size())),
        yardstick.shared(prints),
        null);
  }

  /** All images of data that were computed at once. */
  public static Reference of(Activations whole, Activations set) {
    int[] numbers = IntStream.range(0, whole.images()).toArray();
    return of(whole, Yardstick.of(set), List.of(), numbers);
  }

  /**
   * The same with the duplicates among its images, which do not merge.
   *
   * @param images that it is of
   */
  public Reference with(Duplicates found, ImageSet images) {
    List<String> examples = found.examples(i -> images.entries().get(i).name());
    return new Reference(
        statistics, uncovered, far, shared, new Repeats(found, new ArrayList<>(examples)));
  }

  /** Both together. */
  public Reference merged(Reference other) {
    if (images() == 0 || other.images() == 0) {
      return images() == 0 ? other : this;
    }
    List<Coverage.Far> both = new ArrayList<>(far);
    both.addAll(other.far);
    both.sort(FARTHEST_FIRST);
    return new Reference(
        statistics.merged(other.statistics),
        uncovered + other.uncovered,
        both.subList(0, Math.min(MOST_FAR, both.size())),
        shared.merged(other.shared),
        null);
  }

  /** Images that were computed. */
  public long images() {
    return statistics.images();
  }

  /** What of it can be kept. */
  public DataStatistics statistics() {
    return statistics;
  }

  /** How often it holds the set's images; of no images where that was not asked. */
  Shared shared() {
    return shared;
  }

  /** The duplicates among its images; empty where none were looked for. */
  Optional<Repeats> repeats() {
    return Optional.ofNullable(repeats);
  }

  List<Coverage.Far> far() {
    return far;
  }

  double uncovered() {
    return (double) uncovered / images();
  }
}
