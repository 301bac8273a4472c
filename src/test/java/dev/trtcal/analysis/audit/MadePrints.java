package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fingerprints of images that are not there. */
public final class MadePrints {
  private MadePrints() {}

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

  /** So many of 63 bits. */
  static long bits(Random random, int count) {
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
