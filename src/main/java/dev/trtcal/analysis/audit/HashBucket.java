package dev.trtcal.analysis.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images of different files whose perceptual hashes have the same bits under a mask. */
public final class HashBucket {
  /**
   * Images are compared with so many of a bucket alone, the first of it: a million of one hash
   * would take half a million times a million comparisons.
   */
  static final int MOST = 8192;

  private final List<Fingerprint> first = new ArrayList<>();
  private boolean crowded;

  /** An empty one. */
  public HashBucket() {}

  /**
   * Adds an image.
   *
   * @param image with a larger number than those added before
   * @return the first of them that shows the same
   */
  public Optional<Fingerprint> add(Fingerprint image) {
    if (image.isFlat()) {
      return Optional.empty();
    }
    Optional<Fingerprint> found = first.stream().filter(image::near).findFirst();
    if (first.size() < MOST) {
      first.add(image);
    } else {
      crowded = true;
    }
    return found;
  }

  /** Whether an image was not compared with all before it. */
  public boolean isCrowded() {
    return crowded;
  }
}
