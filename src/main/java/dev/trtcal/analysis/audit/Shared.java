package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each image of a set is in other data. Parts of the data add up.
 *
 * @param exact of each image of the set, how many files of the other data are the same
 * @param near of each, how many others show the same
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Shared(long[] exact, long[] near) implements Serializable {
  /**
   * Compares.
   *
   * @param set in order
   * @param others each counts for the first image of the set that it is, else for the first that it
   *     is near to
   */
  static Shared of(List<Fingerprint> set, List<Fingerprint> others) {
    Shared found = new Shared(new long[set.size()], new long[set.size()]);
    Map<String, Integer> byHash = new HashMap<>();
    for (int i = 0; i < set.size(); i++) {
      byHash.putIfAbsent(set.get(i).hash(), i);
    }
    for (Fingerprint other : others) {
      Integer same = byHash.get(other.hash());
      if (same != null) {
        found.exact[same]++;
        continue;
      }
      for (int i = 0; i < set.size(); i++) {
        if (set.get(i).near(other)) {
          found.near[i]++;
          break;
        }
      }
    }
    return found;
  }

  /** Both together. */
  Shared merged(Shared other) {
    return new Shared(sum(exact, other.exact), sum(near, other.near));
  }

  private static long[] sum(long[] a, long... b) {
    long[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
