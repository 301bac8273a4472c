package dev.trtcal.analysis.audit;

import dev.trtcal.ContentHash;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What tells whether two images are the same, or show the same.
 *
 * @param number of the image in its set
 * @param hash SHA-256 of the file
 * @param perceptual hash of the structure; images of like structure differ in few bits
 * @param thumbnail 16x16 grey levels; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Fingerprint(int number, String hash, long perceptual, byte[] thumbnail)
    implements Serializable {
  /**
   * Perceptual hashes that differ in more of their 63 bits are not looked at again: re-encoding,
   * resizing and brightening change up to 6 (Zauner 2010, chapter 5, reports the same order).
   */
  static final int MOST_BITS = 6;

  /**
   * Least correlation of the thumbnails: hashes of small simple pictures collide, as two different
   * shirts do, and this tells them apart.
   */
  private static final double LIKENESS = 0.998;

  private static final int SIDE = 16;

  private static final Preprocess SMALL =
      Preprocess.builder().color(ColorOrder.GRAY).resize(SIDE, SIDE).build();

  /** Of a file and the pixels in it. */
  static Fingerprint of(int number, MemorySegment file, Pixels image) {
    Pixels grey = image.toGrey();
    return new Fingerprint(
        number,
        ContentHash.ofBytes(List.of(file.asByteBuffer())),
        PerceptualHash.of(grey),
        SMALL.prepare(grey).samples().toArray(ValueLayout.JAVA_BYTE));
  }

  Fingerprint numbered(int other) {
    return new Fingerprint(other, hash, perceptual, thumbnail);
  }

  /** Whether both show the same. */
  boolean near(Fingerprint other) {
    return Long.bitCount(perceptual ^ other.perceptual) <= MOST_BITS
        && alike(thumbnail, other.thumbnail);
  }

  /** Whether the thumbnail is constant, and so like no other. */
  boolean isFlat() {
    for (byte level : thumbnail) {
      if (level != thumbnail[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether thumbnails show the same: their correlation, which does not change with brightness or
   * contrast, decides.
   */
  private static boolean alike(byte[] a, byte[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      double fromMeanA = (a[i] & 0xff) - meanA;
      double fromMeanB = (b[i] & 0xff) - meanB;
      ab += fromMeanA * fromMeanB;
      aa += fromMeanA * fromMeanA;
      bb += fromMeanB * fromMeanB;
    }
    return aa > 0 && bb > 0 && ab / Math.sqrt(aa * bb) >= LIKENESS;
  }

  private static double mean(byte[] levels) {
    double sum = 0;
    for (byte level : levels) {
      sum += level & 0xff;
    }
    return sum / levels.length;
  }
}
