package dev.trtcal.analysis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
  @Test
  void hashesThatDifferInSixBitsMeetInABucket() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong() & ~1L;
      long other = hash ^ MadePrints.bits(random, Fingerprint.MOST_BITS);
      assertTrue(HashBands.MASKS.stream().anyMatch(mask -> ((hash ^ other) & mask) == 0));
    }
    assertEquals(28, HashBands.MASKS.size());
  }

  @Test
  void findsWhatComparingAllWithAllFinds() {
    List<Fingerprint> prints = MadePrints.prints(600, 20);
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
    List<Fingerprint> prints = MadePrints.crowd(0);
    Duplicates found = Duplicates.of(prints);
    assertEquals(prints.size() - 1, found.near());
    assertEquals(28, found.crowded());
    assertTrue(found.summary().contains("28 buckets"), found.summary());
  }

  @Test
  void countsTheSetsImagesInOtherData() {
    List<Fingerprint> prints = MadePrints.prints(300, 10);
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
}
