package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The images of a set that could not be used, and how many of them are borne. One thread. */
public final class BadImages {
  private final String set;
  private final int wanted;
  private final int most;
  private final BitSet numbers = new BitSet();
  private final List<SkippedInput> skipped = new ArrayList<>();

  /**
   * @param set in words, for messages
   * @param wanted images that are to be used
   * @param most of the bad ones that are borne
   */
  public BadImages(String set, int wanted, int most) {
    this.set = set;
    this.wanted = wanted;
    this.most = most;
  }

  /** Where the user does not say: 1 % of the images wanted, at least 1. */
  public static int most(int wanted) {
    return Math.max(1, wanted / 100);
  }

  /** How many are borne. */
  public int allowed() {
    return most;
  }

  /**
   * Notes an image.
   *
   * @throws InvalidInputException {@code images.bad} when it is one too many
   */
  public void add(int number, String name, String reason) {
    numbers.set(number);
    skipped.add(new SkippedInput(name, reason));
    check();
  }

  boolean contains(int number) {
    return numbers.get(number);
  }

  /** Those noted so far, in order. */
  public List<SkippedInput> skipped() {
    return List.copyOf(skipped);
  }

  int count() {
    return skipped.size();
  }

  /**
   * @throws InvalidInputException {@code images.bad} when there are more than are borne
   */
  void check() {
    if (skipped.size() > most) {
      throw new InvalidInputException(
          "images.bad",
          set
              + ": "
              + skipped.size()
              + " images cannot be used, of "
              + wanted
              + " at most "
              + most
              + " may be; "
              + first()
              + "; repair or remove them, or raise --max-bad");
    }
  }

  /** What to throw when all of them are bad. */
  public InvalidInputException noneUsable() {
    return new InvalidInputException(
        "images.none", set + ": not one of its images can be used; " + first());
  }

  private String first() {
    SkippedInput first = skipped.get(0);
    return "the first is " + first.file() + " (" + first.reason() + ")";
  }
}
