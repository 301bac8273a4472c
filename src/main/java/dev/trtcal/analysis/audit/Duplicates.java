package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Images that are there more than once. Of files that are byte for byte the same, all but the first
 * are exact duplicates. Of the others, those that show what an earlier one shows are near ones.
 *
 * @param images that were compared
 * @param exact duplicates
 * @param near duplicates
 * @param examples a few of both, the exact ones first, in order
 * @param crowded buckets so full that hashes were compared with the first of them alone: there may
 *     be more near duplicates
 */
public record Duplicates(long images, long exact, long near, List<Pair> examples, long crowded)
    implements Serializable {
  /** Examples of each kind. */
  public static final int EXAMPLES = 3;

  /**
   * A duplicate.
   *
   * @param number of the later image
   * @param of the earlier one
   * @param exact whether their files are the same
   */
  public record Pair(int number, int of, boolean exact) implements Serializable {}

  public Duplicates {
    examples = List.copyOf(examples);
  }

  /**
   * Compares images with one another.
   *
   * @param prints in order of their numbers
   */
  public static Duplicates of(List<Fingerprint> prints) {
    List<Pair> exact = new ArrayList<>();
    Map<String, Fingerprint> byHash = new HashMap<>();
    List<Fingerprint> distinct = new ArrayList<>();
    for (Fingerprint print : prints) {
      Fingerprint same = byHash.putIfAbsent(print.hash(), print);
      if (same == null) {
        distinct.add(print);
      } else {
        exact.add(new Pair(print.number(), same.number(), true));
      }
    }
    Map<Integer, Integer> near = new TreeMap<>();
    long crowded = 0;
    for (long mask : HashBands.MASKS) {
      Map<Long, HashBucket> buckets = new HashMap<>();
      for (Fingerprint print : distinct) {
        buckets
            .computeIfAbsent(print.perceptual() & mask, bits -> new HashBucket())
            .add(print)
            .ifPresent(first -> near.merge(print.number(), first.number(), Math::min));
      }
      crowded += buckets.values().stream().filter(HashBucket::isCrowded).count();
    }
    List<Pair> examples = new ArrayList<>(exact.subList(0, Math.min(EXAMPLES, exact.size())));
    near.entrySet().stream()
        .limit(EXAMPLES)
        .forEach(pair -> examples.add(new Pair(pair.getKey(), pair.getValue(), false)));
    return new Duplicates(prints.size(), exact.size(), near.size(), examples, crowded);
  }

  /** The examples in words. */
  List<String> examples(IntFunction<String> name) {
    return examples.stream()
        .map(
            pair ->
                pair.exact()
                    ? name.apply(pair.number()) + " is " + name.apply(pair.of())
                    : name.apply(pair.number()) + " shows what " + name.apply(pair.of()) + " shows")
        .toList();
  }

  /** What was found, in one line. */
  String summary() {
    return exact
        + " exact and "
        + near
        + " near duplicates among "
        + images
        + " images"
        + (crowded == 0
            ? ""
            : "; there may be more near ones: "
                + crowded
                + " buckets of like hashes hold over "
                + HashBucket.MOST
                + " different files, and only the first so many of each were compared with all");
  }

  /** What share of the images is a duplicate. */
  double share() {
    return (double) (exact + near) / images;
  }
}
