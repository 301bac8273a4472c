package dev.trtcal.analysis.audit;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How to find perceptual hashes that differ in at most {@value Fingerprint#MOST_BITS} bits without
 * comparing all: cut in {@value #BANDS} bands, two such hashes agree in two bands at least. So each
 * pair meets in one of 28 buckets, those of equal bits under a mask of two bands.
 */
public final class HashBands {
  private static final int BITS = 63;
  private static final int BANDS = Fingerprint.MOST_BITS + 2;

  /** What buckets are told apart by, one mask a family of them. */
  public static final List<Long> MASKS =
      IntStream.range(0, BANDS)
          .boxed()
          .flatMap(a -> IntStream.range(0, a).mapToObj(b -> band(a) | band(b)))
          .toList();

  private HashBands() {}

  /** The bits of a band: the lowest bit of a hash is always 0 and in none. */
  private static long band(int band) {
    return LongStream.range(BITS * band / BANDS, BITS * (band + 1) / BANDS)
        .map(bit -> 2L << bit)
        .reduce(0, (a, b) -> a | b);
  }
}
