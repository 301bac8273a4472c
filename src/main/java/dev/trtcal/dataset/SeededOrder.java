package dev.trtcal.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** An order of images that the seed alone decides. */
final class SeededOrder {
  private SeededOrder() {}

  /**
   * Draws the wanted images first; the rest follow in random order, as replacements. Where the set
   * has classes, each class has its share of those drawn, rounded so that the shares add up.
   *
   * @param wanted how many are drawn
   * @param shuffle whether those drawn stay in random order rather than in that of the set
   */
  static List<ImageEntry> of(ImageSet set, int wanted, long seed, boolean shuffle) {
    List<ImageEntry> images = set.entries();
    List<Integer> order = permutation(images.size(), seed);
    if (set.hasClasses() && wanted < images.size()) {
      order = sharesFirst(images, order, wanted);
    }
    if (!shuffle) {
      order.subList(0, wanted).sort(Comparator.naturalOrder());
    }
    return order.stream().map(images::get).toList();
  }

  private static List<Integer> permutation(int size, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    // Random's sequence is part of its specification; what Collections.shuffle makes of it is not.
    Random random = new Random(seed);
    for (int i = 0; i < size - 1; i++) {
      Collections.swap(order, i, i + random.nextInt(size - i));
    }
    return order;
  }

  private static List<Integer> sharesFirst(
      List<ImageEntry> images, List<Integer> order, int wanted) {
    Map<String, Integer> open = shares(images, wanted);
    List<Integer> drawn = new ArrayList<>();
    List<Integer> rest = new ArrayList<>();
    for (int index : order) {
      String folder = images.get(index).topFolder();
      int left = open.get(folder);
      (left > 0 ? drawn : rest).add(index);
      open.put(folder, left - 1);
    }
    drawn.addAll(rest);
    return drawn;
  }

  /** The largest remainders are rounded up; between equal ones the first by name. */
  private static Map<String, Integer> shares(List<ImageEntry> images, int wanted) {
    Map<String, Integer> sizes = new TreeMap<>();
    images.forEach(image -> sizes.merge(image.topFolder(), 1, Integer::sum));
    Map<String, Integer> shares = new TreeMap<>();
    Map<String, Long> remainders = new TreeMap<>();
    int given = 0;
    for (Map.Entry<String, Integer> folder : sizes.entrySet()) {
      long product = (long) folder.getValue() * wanted;
      int share = (int) (product / images.size());
      shares.put(folder.getKey(), share);
      remainders.put(folder.getKey(), product % images.size());
      given += share;
    }
    remainders.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(wanted - given)
        .forEach(folder -> shares.merge(folder.getKey(), 1, Integer::sum));
    return shares;
  }
}
