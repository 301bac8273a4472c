package dev.trtcal.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** An order of files that the seed alone decides. */
final class SeededOrder {
  private SeededOrder() {}

  /**
   * Draws the wanted files first; the rest follow in random order, as replacements.
   *
   * @param files sorted by name
   * @param wanted how many are drawn
   * @param shuffle whether those drawn stay in random order rather than in that of their names
   */
  static List<FileTree.Entry> of(
      List<FileTree.Entry> files, int wanted, long seed, boolean shuffle) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      order.add(i);
    }
    // Random's sequence is part of its specification; what Collections.shuffle makes of it is not.
    Random random = new Random(seed);
    for (int i = 0; i < order.size() - 1; i++) {
      Collections.swap(order, i, i + random.nextInt(order.size() - i));
    }
    if (!shuffle) {
      order.subList(0, wanted).sort(Comparator.naturalOrder());
    }
    return order.stream().map(files::get).toList();
  }
}
