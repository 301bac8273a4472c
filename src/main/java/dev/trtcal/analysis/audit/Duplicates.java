package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Images that are there more than once.
 *
 * @param exact pairs of names whose files are byte for byte the same; the later one first
 * @param near pairs of names that show the same: see {@link #MOST_BITS} and {@link #LIKENESS}
 */
record Duplicates(List<Pair> exact, List<Pair> near) {
  /**
   * Perceptual hashes that differ in more of their 63 bits are not looked at again: re-encoding,
   * resizing and brightening change up to 6 (Zauner 2010, chapter 5, reports the same order).
   */
  static final int MOST_BITS = 6;

  /**
   * Least correlation of the thumbnails: hashes of small simple pictures collide, as two different
   * shirts do, and this tells them apart.
   */
  static final double LIKENESS = 0.998;

  record Pair(String name, String of) {}

  Duplicates {
    exact = List.copyOf(exact);
    near = List.copyOf(near);
  }

  /** Compares all pairs: n (n - 1) / 2 comparisons of 64 bits. */
  static Duplicates of(List<ImageFacts> images) {
    List<Pair> exact = new ArrayList<>();
    List<Pair> near = new ArrayList<>();
    Map<String, ImageFacts> byHash = new HashMap<>();
    List<ImageFacts> distinct = new ArrayList<>();
    for (ImageFacts image : images) {
      ImageFacts same = byHash.putIfAbsent(image.hash(), image);
      if (same != null) {
        exact.add(new Pair(image.name(), same.name()));
        continue;
      }
      for (ImageFacts earlier : distinct) {
        if (Long.bitCount(image.perceptual() ^ earlier.perceptual()) <= MOST_BITS
            && image.likeness(earlier) >= LIKENESS) {
          near.add(new Pair(image.name(), earlier.name()));
          break;
        }
      }
      distinct.add(image);
    }
    return new Duplicates(exact, near);
  }
}
