package dev.trtcal.dataset;

import dev.trtcal.ContentHash;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that a source may hand out: which were asked for, which could be used, which could
 * not. One thread.
 */
final class Candidates {
  private static final Logger log = LoggerFactory.getLogger(Candidates.class);

  private final List<ImageEntry> images;
  private final int limit;
  private final BadImages bad;
  private final int[] delivered;
  private int known;
  private int next;
  private int examined;
  private int good;
  private boolean remarked;

  /**
   * @param images those wanted first, in order; the others are to replace bad ones
   * @param limit how many are wanted
   */
  Candidates(List<ImageEntry> images, int limit, BadImages bad) {
    this.images = images;
    this.limit = limit;
    this.bad = bad;
    delivered = new int[limit];
  }

  ImageEntry get(int candidate) {
    return images.get(candidate);
  }

  /**
   * The next image to ask for; stays the next until {@link #requested}.
   *
   * @param pending images that were asked for and neither accepted nor rejected yet
   * @return -1 when no more are wanted, or there are no more
   */
  int next(int pending) {
    while (good + pending < limit && next < images.size()) {
      if (!bad.contains(next)) {
        return next;
      }
      next++;
    }
    return -1;
  }

  /** Goes on to the one after. */
  void requested() {
    next++;
  }

  /** The image can be used, and is handed out. */
  void accept(int candidate, Optional<String> caveat) {
    if (good == known) {
      delivered[known++] = candidate;
    }
    good++;
    examined = Math.max(examined, candidate + 1);
    if (caveat.isPresent() && !remarked) {
      remarked = true;
      log.warn(
          "{}: {} (said once, other images may be alike)",
          images.get(candidate).location(),
          caveat.get());
    }
  }

  /**
   * The image cannot be used.
   *
   * @throws InvalidInputException {@code images.bad} when it is one too many, {@code
   *     images.changed} when it could be used before
   */
  void reject(int candidate, String reason) {
    ImageEntry file = images.get(candidate);
    if (candidate < examined) {
      throw new InvalidInputException(
          "images.changed",
          file.location()
              + ": could be read in an earlier pass, but now "
              + reason
              + "; run again");
    }
    examined = candidate + 1;
    log.info("skipped {}: {}", file.location(), reason);
    bad.add(candidate, file.name(), reason);
  }

  /**
   * @throws InvalidInputException {@code images.bad} when more were rejected than are borne
   */
  void checkBad() {
    bad.check();
  }

  /**
   * Called when there are no more.
   *
   * @throws InvalidInputException {@code images.none} when not one could be used
   */
  void checkAny() {
    if (good == 0) {
      throw bad.noneUsable();
    }
  }

  /** Begins again; what was bad stays so. */
  void rewind() {
    next = 0;
    good = 0;
  }

  /** How many are handed out in all, as far as is known yet. */
  int count() {
    return Math.min(limit, images.size() - bad.count());
  }

  int wanted() {
    return limit;
  }

  List<SkippedInput> skipped() {
    return bad.skipped();
  }

  /** The name of an image that was handed out. */
  String origin(int sample) {
    return images.get(delivered[sample]).name();
  }

  /** Over those wanted; one that cannot be opened counts as empty. */
  String sha256() {
    Map<String, ContentHash.Content> files = new LinkedHashMap<>();
    images.subList(0, limit).forEach(file -> files.put(file.name(), () -> open(file)));
    return ContentHash.ofContents(files);
  }

  private static InputStream open(ImageEntry file) {
    try {
      return file.open();
    } catch (IOException e) {
      return InputStream.nullInputStream();
    }
  }
}
