package dev.trtcal.analysis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class DuplicatesTest {
  @Test
  void hashesThatDifferInSixBitsMeetInABucket() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong() & ~1L;
      long other = hash ^ bits(random, Fingerprint.MOST_BITS);
      assertTrue(HashBands.MASKS.stream().anyMatch(mask -> ((hash ^ other) & mask) == 0));
    }
    assertEquals(28, HashBands.MASKS.size());
  }

  @Test
  void findsWhatComparingAllWithAllFinds() {
    List<Fingerprint> prints = prints(600, 20);
    Duplicates found = Duplicates.of(prints);
    long exact = 0;
    long near = 0;
    for (Fingerprint one : prints) {
      List<Fingerprint> earlier = prints.subList(0, one.number());
      if (earlier.stream().anyMatch(other -> other.hash().equals(one.hash()))) {
        exact++;
      } else if (earlier.stream().anyMatch(one::near)) {
        near++;
      }
    }
    assertTrue(exact > 50 && near > 100, exact + " and " + near);
    assertEquals(exact, found.exact());
    assertEquals(near, found.near());
    assertEquals(0, found.crowded());
    for (Duplicates.Pair pair : found.examples()) {
      Fingerprint later = prints.get(pair.number());
      Fingerprint first =
          prints.stream()
              .filter(one -> pair.exact() ? one.hash().equals(later.hash()) : one.near(later))
              .findFirst()
              .orElseThrow();
      assertEquals(first.number(), pair.of());
    }
  }

  @Test
  void saysWhereItComparedWithTheFirstOfABucketAlone() {
    List<Fingerprint> prints = crowd(0);
    Duplicates found = Duplicates.of(prints);
    assertEquals(prints.size() - 1, found.near());
    assertEquals(28, found.crowded());
    assertTrue(found.summary().contains("28 buckets"), found.summary());
  }

  @Test
  void countsTheSetsImagesInOtherData() {
    List<Fingerprint> prints = prints(300, 10);
    List<Fingerprint> set = prints.subList(0, 10);
    Shared whole = Shared.of(set, prints);
    Shared parts =
        Shared.of(set, prints.subList(0, 170)).merged(Shared.of(set, prints.subList(170, 300)));
    for (int i = 0; i < set.size(); i++) {
      assertEquals(whole.exact()[i], parts.exact()[i]);
      assertEquals(whole.near()[i], parts.near()[i]);
    }
    assertTrue(whole.exact()[0] > 1, "itself and others");
    assertTrue(whole.near()[0] > 0);
  }

  /** More that show the same than are compared with one another. */
  public static List<Fingerprint> crowd(int firstNumber) {
    List<Fingerprint> prints = new ArrayList<>();
    for (int i = firstNumber; i < firstNumber + HashBucket.MOST + 2; i++) {
      prints.add(new Fingerprint(i, "crowd " + i, 0, thumbnail(new Random(7), 0)));
    }
    return prints;
  }

  /** Variants of a few scenes: same files, like files, and files of a like hash alone. */
  public static List<Fingerprint> prints(int count, int scenes) {
    Random random = new Random(2);
    List<Fingerprint> prints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int scene = i % scenes;
      Random ofScene = new Random(scene);
      long hash = ofScene.nextLong() & ~1L;
      int kind = random.nextInt(4);
      prints.add(
          switch (i < scenes ? 0 : kind) {
            case 0 -> new Fingerprint(i, "scene " + scene, hash, thumbnail(ofScene, 0));
            case 1 ->
                new Fingerprint(
                    i, "file " + i, hash ^ bits(random, random.nextInt(9)), thumbnail(ofScene, 0));
            case 2 -> new Fingerprint(i, "file " + i, hash, thumbnail(ofScene, 1));
            default -> new Fingerprint(i, "file " + i, hash, thumbnail(random, 0));
          });
    }
    return prints;
  }

  private static long bits(Random random, int count) {
    long bits = 0;
    while (Long.bitCount(bits) < count) {
      bits |= 2L << random.nextInt(63);
    }
    return bits;
  }

  private static byte[] thumbnail(Random random, int brighter) {
    byte[] levels = new byte[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (random.nextInt(200) + brighter);
    }
    return levels;
  }
}
